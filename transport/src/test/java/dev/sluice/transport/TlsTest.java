package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.X509Bundle;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a channel trusts, whom a server lets in, and what is said to the others. */
final class TlsTest {
  private static final X509Bundle AUTHORITY = Certificates.authority("authority");
  private static final X509Bundle STRANGER = Certificates.authority("stranger");
  private static final X509Bundle SERVER = Certificates.server(AUTHORITY, "localhost", "127.0.0.1");
  private static final X509Bundle CLIENT = Certificates.client(AUTHORITY, "client");

  @RegisterExtension final Running running = new Running();

  @Test
  void aServerWhoseCertificateIsTrustedIsTalkedTo() {
    Server server = start(Certificates.serving(SERVER));

    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aTrustManagerCanBeGivenInsteadOfRoots() {
    Server server = start(Certificates.serving(SERVER));

    ManagedChannel channel =
        localhost(
            server,
            TlsChannelCredentials.newBuilder().trustManager(AUTHORITY.toTrustManager()).build());

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aServerThatEndsTlsButKeepsTheSocketHasEndedTheConnection() throws Exception {
    ServerSocket listening = running.closeLater(new ServerSocket());
    listening.bind(Builders.loopback());
    ManagedChannel channel =
        running.open(
            SluiceChannelBuilder.forAddress(
                "localhost", listening.getLocalPort(), Certificates.trusting(AUTHORITY)));
    CompletableFuture<String> answer = Background.start(() -> Texts.call(channel, "hello"));

    try (Socket socket = listening.accept()) {
      SSLSocket tls = serveTls(socket);
      Wire.accept(tls).readRequest();
      tls.close();

      assertThat(answer).failsWithin(10, SECONDS);
      assertThat(Status.fromThrowable(answer.exceptionNow()).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(tls.isClosed()).isTrue();
      assertThat(socket.isClosed()).as("the server's socket").isFalse();
    }
  }

  /** Closing what this returns ends TLS, and leaves the socket open. */
  private static SSLSocket serveTls(Socket socket) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(SERVER.toKeyManagerFactory().getKeyManagers(), null, null);
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
    tls.setUseClientMode(false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    tls.setSSLParameters(parameters);
    return tls;
  }

  @Test
  void aServerOfAnUnknownAuthorityIsRefused() {
    Server server = start(Certificates.serving(SERVER));
    ManagedChannel channel = localhost(server, Certificates.trusting(STRANGER));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status)).contains("certification path");
  }

  @Test
  void aServerOfAnotherNameIsRefused() {
    Server server = start(Certificates.serving(Certificates.server(AUTHORITY, "elsewhere.test")));
    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status)).contains("localhost");
  }

  @Test
  void theAuthorityIsWhatTheCertificateMustBeFor() {
    Server server = start(Certificates.serving(Certificates.server(AUTHORITY, "elsewhere.test")));
    ManagedChannel channel =
        running.open(
            Builders.channel(server, Certificates.trusting(AUTHORITY))
                .overrideAuthority("elsewhere.test"));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aClientWithACertificateIsLetIn() {
    Server server = start(mutual(ClientAuth.REQUIRE));

    ManagedChannel channel = localhost(server, Certificates.trustingAs(AUTHORITY, CLIENT));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aClientWithoutTheCertificateThatTheServerRequiresIsRefused() {
    Server server = start(mutual(ClientAuth.REQUIRE));
    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status)).contains("certificate_required");
  }

  @Test
  void aClientWithACertificateOfAnUnknownAuthorityIsRefused() {
    Server server = start(mutual(ClientAuth.REQUIRE));
    X509Bundle intruder = Certificates.client(STRANGER, "intruder");
    ManagedChannel channel = localhost(server, Certificates.trustingAs(AUTHORITY, intruder));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aClientWithoutACertificateIsLetInWhereItIsOptional() {
    Server server = start(mutual(ClientAuth.OPTIONAL));
    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aPlaintextChannelToATlsServerFails() {
    Server server = start(Certificates.serving(SERVER));
    ManagedChannel channel = localhost(server, InsecureChannelCredentials.create());

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aTlsChannelToAPlaintextServerFails() {
    Server server = start(InsecureServerCredentials.create());
    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aServerThatRefusedOneClientStillServesOthers() {
    Server server = start(mutual(ClientAuth.REQUIRE));
    ManagedChannel refused = localhost(server, Certificates.trusting(AUTHORITY));
    assertThat(Failures.codeOf(() -> Texts.call(refused, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);

    ManagedChannel channel = localhost(server, Certificates.trustingAs(AUTHORITY, CLIENT));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void aMessageOfManyTlsRecordsArrivesWhole() {
    Server server = start(Certificates.serving(SERVER));
    ManagedChannel channel = localhost(server, Certificates.trusting(AUTHORITY));
    String megabyte = "0123456789abcdef".repeat(1 << 16);

    assertThat(Texts.call(channel, megabyte)).isEqualTo(megabyte);
  }

  private ServerCredentials mutual(ClientAuth clientAuth) {
    return Certificates.serverBuilder(SERVER)
        .trustManager(AUTHORITY.toTrustManager())
        .clientAuth(clientAuth)
        .build();
  }

  private Server start(ServerCredentials credentials) {
    return running.start(Builders.server(credentials).addService(Texts.echo()));
  }

  private ManagedChannel localhost(Server server, ChannelCredentials credentials) {
    return running.open(Builders.channel("dns:///localhost:" + server.getPort(), credentials));
  }
}
