package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Certificates made for the tests, and what is built from them. */
final class Certificates {
  private Certificates() {}

  static X509Bundle authority(String name) {
    return build(() ->
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned());
  }

  /** For a server of these names, which may be addresses. */
  static X509Bundle server(X509Bundle authority, String... names) {
    return build(() -> {
      CertificateBuilder builder = new CertificateBuilder().ecp256().subject("CN=server");
      builder.addExtendedKeyUsageServerAuth();
      for (String name : names) {
        if (Character.isDigit(name.charAt(0))) {
          builder.addSanIpAddress(name);
        } else {
          builder.addSanDnsName(name);
        }
      }
      return builder.buildIssuedBy(authority);
    });
  }

  static X509Bundle client(X509Bundle authority, String name) {
    return build(() ->
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + name)
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority));
  }

  static ServerCredentials serving(X509Bundle certificate) {
    return serverBuilder(certificate).build();
  }

  static TlsServerCredentials.Builder serverBuilder(X509Bundle certificate) {
    try {
      return TlsServerCredentials.newBuilder().keyManager(chain(certificate), key(certificate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ChannelCredentials trusting(X509Bundle authority) {
    return channelBuilder(authority).build();
  }

  static TlsChannelCredentials.Builder channelBuilder(X509Bundle authority) {
    try {
      return TlsChannelCredentials.newBuilder().trustManager(root(authority));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ChannelCredentials trustingAs(X509Bundle authority, X509Bundle client) {
    try {
      return channelBuilder(authority).keyManager(chain(client), key(client)).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream chain(X509Bundle certificate) {
    return pem(certificate.getCertificatePathPEM());
  }

  static InputStream key(X509Bundle certificate) {
    return pem(certificate.getPrivateKeyPEM());
  }

  static InputStream root(X509Bundle authority) {
    return pem(authority.getRootCertificatePEM());
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  private interface Building {
    X509Bundle build() throws Exception;
  }

  /** The algorithms are fixed, so that none can be missing. */
  private static X509Bundle build(Building building) {
    try {
      return building.build();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
