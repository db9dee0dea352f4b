package dev.sluice.cli;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server speaks TLS. */
final class ServerTlsOptions {
  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Speak TLS, with the certificate chain (PEM) in FILE.")
  private @Nullable Path cert;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key (PEM, PKCS#8) of --cert.")
  private @Nullable Path key;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "Demand of clients a certificate that one of those (PEM) in FILE has signed.")
  private @Nullable Path clientCa;

  ServerCredentials credentials() {
    KeyManager[] keyManagers = TlsFiles.keyManagers(cert, key);
    if (keyManagers == null) {
      if (clientCa != null) {
        throw new UsageException("--client-ca needs --cert and --key");
      }
      return InsecureServerCredentials.create();
    }
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder().keyManager(keyManagers);
    if (clientCa != null) {
      credentials
          .trustManager(TlsFiles.trustManagers("--client-ca", clientCa))
          .clientAuth(ClientAuth.REQUIRE);
    }
    return credentials.build();
  }
}
