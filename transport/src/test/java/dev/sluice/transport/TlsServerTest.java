package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server's end of TLS, looked at with the JDK's sockets. */
final class TlsServerTest {
  private static final X509Bundle AUTHORITY = Certificates.authority("authority");
  private static final X509Bundle CERTIFICATE = Certificates.server(AUTHORITY, "localhost");

  @RegisterExtension final Running running = new Running();

  @Test
  void theProtocolAgreedOnIsHttp2() throws Exception {
    Server server = start();

    try (SSLSocket socket = connect(server, "h2", "http/1.1")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void aClientThatNamesNoProtocolIsRefused() throws Exception {
    Server server = start();

    try (SSLSocket socket = connect(server)) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                untilClosed(socket);
              })
          .isInstanceOfAny(SSLException.class, EndOfConnection.class);
    }
  }

  @Test
  void aClientThatSpeaksAnotherProtocolIsRefused() throws Exception {
    Server server = start();

    try (SSLSocket socket = connect(server, "http/1.1")) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                untilClosed(socket);
              })
          .isInstanceOfAny(SSLException.class, EndOfConnection.class);
    }
  }

  @Test
  void aClientThatDoesNotFinishItsHandshakeIsDisconnected() throws Exception {
    Server server =
        running.start(
            Builders.server(Certificates.serving(CERTIFICATE))
                .handshakeTimeout(100, MILLISECONDS)
                .addService(Texts.echo()));

    try (Socket socket = new Socket()) {
      socket.connect(Builders.loopback(server.getPort()));
      assertThatThrownBy(() -> untilClosed(socket)).isInstanceOf(EndOfConnection.class);
    }
  }

  @Test
  void aNewCertificateIsUsedFromTheNextConnectionOnAndOpenOnesStay() throws Exception {
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    use(keys, CERTIFICATE);
    Server server =
        running.start(
            Builders.server(TlsServerCredentials.newBuilder().keyManager(keys).build())
                .addService(Texts.echo()));
    ManagedChannel open =
        running.open(
            Builders.channel("localhost:" + server.getPort(), Certificates.trusting(AUTHORITY)));
    assertThat(Texts.call(open, "before")).isEqualTo("before");
    assertThat(certificateOf(server)).isEqualTo(CERTIFICATE.getCertificate());

    X509Bundle renewed = Certificates.server(AUTHORITY, "localhost");
    use(keys, renewed);

    assertThat(certificateOf(server)).isEqualTo(renewed.getCertificate());
    assertThat(Texts.call(open, "after")).isEqualTo("after");
  }

  @Test
  void certificateAndKeyCanBeGivenAsFiles(@TempDir Path directory) throws Exception {
    Path chain =
        Files.writeString(directory.resolve("chain.pem"), CERTIFICATE.getCertificatePathPEM());
    Path key = Files.writeString(directory.resolve("key.pem"), CERTIFICATE.getPrivateKeyPEM());

    Server server =
        running.start(
            Builders.serverWithoutCredentials().useTransportSecurity(chain.toFile(), key.toFile()));

    assertThat(certificateOf(server)).isEqualTo(CERTIFICATE.getCertificate());
  }

  @Test
  void certificateAndKeyCanBeGivenAsStreams() throws Exception {
    Server server =
        running.start(
            Builders.serverWithoutCredentials()
                .useTransportSecurity(
                    Certificates.chain(CERTIFICATE), Certificates.key(CERTIFICATE)));

    assertThat(certificateOf(server)).isEqualTo(CERTIFICATE.getCertificate());
  }

  @Test
  void aServerThatWasGivenCredentialsKeepsThem() {
    ServerBuilder<?> builder = Builders.server(Certificates.serving(CERTIFICATE));

    assertThatThrownBy(() ->
            builder.useTransportSecurity(
                Certificates.chain(CERTIFICATE), Certificates.key(CERTIFICATE)))
        .isInstanceOf(IllegalStateException.class);
  }

  private Server start() {
    return running.start(
        Builders.server(Certificates.serving(CERTIFICATE)).addService(Texts.echo()));
  }

  private static void use(AdvancedTlsX509KeyManager keys, X509Bundle certificate) {
    keys.updateIdentityCredentials(
        certificate.getCertificatePath(), certificate.getKeyPair().getPrivate());
  }

  private static Certificate certificateOf(Server server) throws Exception {
    try (SSLSocket socket = connect(server, "h2")) {
      socket.startHandshake();
      Certificate[] chain = socket.getSession().getPeerCertificates();
      return (X509Certificate) chain[0];
    }
  }

  private static SSLSocket connect(Server server, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {AUTHORITY.toTrustManager()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.connect(Builders.loopback(server.getPort()));
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** Reads what the server may say before it hangs up. */
  private static void untilClosed(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    socket.getInputStream().readAllBytes();
    throw new EndOfConnection();
  }

  private static final class EndOfConnection extends IOException {}
}
