package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a server listens. */
final class ListeningTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void aServerListensOnEveryAddressItWasGiven() {
    Server server =
        running.start(
            Builders.serverOn(Builders.loopback(), Builders.loopback(), Builders.loopback())
                .addService(Texts.echo()));

    assertThat(server.getListenSockets()).hasSize(3).doesNotHaveDuplicates();
    for (var address : server.getListenSockets()) {
      ManagedChannel channel = running.open(Builders.channel(address));
      assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void thePortIsThatOfTheFirstAddress() {
    Server server =
        running.start(
            Builders.serverOn(Builders.loopback(), Builders.loopback()).addService(Texts.echo()));

    assertThat(server.getListenSockets().getFirst()).isEqualTo(Builders.loopback(server.getPort()));
  }

  @Test
  void anAddressThatIsTakenIsNamedByTheFailure() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Builders.loopback());
      Server server =
          Builders.server(taken.getLocalSocketAddress(), InsecureServerCredentials.create())
              .build();

      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasStackTraceContaining("Address already in use");
      Running.end(server);
    }
  }

  @Test
  void aServerThatCannotListenEverywhereListensNowhere() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Builders.loopback());
      InetSocketAddress free = Ports.unused();
      Server server = Builders.serverOn(free, taken.getLocalSocketAddress()).build();

      assertThatThrownBy(server::start).isInstanceOf(IOException.class);

      await().ignoreException(BindException.class).untilAsserted(() -> assertNobodyListens(free));
      Running.end(server);
    }
  }

  @RepeatedTest(20)
  void thePortIsFreeAgainOnceTheServerHasEnded() throws Exception {
    Server first = running.start(Builders.server().addService(Texts.constant("first")));
    InetSocketAddress address = Builders.loopback(first.getPort());
    ManagedChannel channel = running.open(Builders.channel(address));
    assertThat(Texts.call(channel, "who?")).isEqualTo("first");

    first.shutdownNow();
    assertThat(first.awaitTermination(10, SECONDS)).isTrue();

    running.start(
        Builders.server(address, InsecureServerCredentials.create())
            .addService(Texts.constant("second")));
    assertThat(Texts.call(running.open(Builders.channel(address)), "who?")).isEqualTo("second");
  }

  @Test
  void aServerHasNoPortBeforeItIsStarted() throws Exception {
    Server server = Builders.server().build();

    assertThatThrownBy(server::getPort).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(server::getListenSockets).isInstanceOf(IllegalStateException.class);
    Running.end(server);
  }

  @Test
  void aServerStartsOnce() {
    Server server = running.start(Builders.server().addService(Texts.echo()));

    assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
  }

  private static void assertNobodyListens(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      assertThat(socket.isBound()).isTrue();
    }
  }
}
