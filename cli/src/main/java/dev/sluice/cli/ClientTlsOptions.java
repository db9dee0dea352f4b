package dev.sluice.cli;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a client speaks TLS. */
final class ClientTlsOptions {
  @Option(names = "--tls", description = "Speak TLS; so do --ca, --cert and --key.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificates (PEM) in FILE rather than the system's.")
  private @Nullable Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Show the server the certificate (PEM) in FILE.")
  private @Nullable Path cert;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key (PEM, PKCS#8) of --cert.")
  private @Nullable Path key;

  boolean areOn() {
    return tls || ca != null || cert != null || key != null;
  }

  ChannelCredentials credentials() {
    if (!areOn()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (ca != null) {
      credentials.trustManager(TlsFiles.trustManagers("--ca", ca));
    }
    KeyManager[] keyManagers = TlsFiles.keyManagers(cert, key);
    if (keyManagers != null) {
      credentials.keyManager(keyManagers);
    }
    return credentials.build();
  }
}
