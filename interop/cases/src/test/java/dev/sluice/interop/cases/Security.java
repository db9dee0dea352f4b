package dev.sluice.interop.cases;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.testing.TlsTesting;
import java.io.IOException;

/** With TLS or without: the certificates are those of grpc-java's own tests. */
enum Security {
  PLAIN,
  TLS;

  /** A name that the server's certificate is for. */
  static final String AUTHORITY = "foo.test.google.fr";

  static final String CLIENT = "CN=testclient, O=Internet Widgits Pty Ltd, ST=Some-State, C=AU";

  /** A client may show a certificate, and need not. */
  ServerCredentials server() throws IOException {
    if (this == PLAIN) {
      return InsecureServerCredentials.create();
    }
    return TlsServerCredentials.newBuilder()
        .keyManager(TlsTesting.loadCert("server1.pem"), TlsTesting.loadCert("server1.key"))
        .trustManager(TlsTesting.loadCert("ca.pem"))
        .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
        .build();
  }

  ChannelCredentials channel() throws IOException {
    if (this == PLAIN) {
      return InsecureChannelCredentials.create();
    }
    return TlsChannelCredentials.newBuilder()
        .keyManager(TlsTesting.loadCert("client.pem"), TlsTesting.loadCert("client.key"))
        .trustManager(TlsTesting.loadCert("ca.pem"))
        .build();
  }

  @Override
  public String toString() {
    return this == PLAIN ? "plain" : "TLS";
  }
}
