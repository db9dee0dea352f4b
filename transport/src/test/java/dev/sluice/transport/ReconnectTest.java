package dev.sluice.transport;

import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of calls while there is no server, and once there is one again. */
final class ReconnectTest {
  private static final CallOptions WAIT = CallOptions.DEFAULT.withWaitForReady();

  @RegisterExtension final Running running = new Running();

  @Test
  void aServerThatRestartsOnItsPortIsFoundAgain() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.constant("old")));
    InetSocketAddress address = Builders.loopback(server.getPort());
    ManagedChannel channel = running.open(Builders.channel(address));
    assertThat(Texts.call(channel, "who?")).isEqualTo("old");

    Running.end(server);
    await().until(() -> channel.getState(false) != READY);
    startAt(address, "new");

    assertThat(Texts.call(channel, WAIT, "who?")).isEqualTo("new");
  }

  @Test
  void aCallThatDoesNotWaitFailsAtOnceAndSaysWhy() {
    InetSocketAddress address = Ports.unused();
    ManagedChannel channel = running.open(Builders.channel(address));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status))
        .contains("Connection refused")
        .contains(String.valueOf(address.getPort()));
  }

  @Test
  void aCallThatWaitsIsAnsweredOnceThereIsAServer() {
    InetSocketAddress address = Ports.unused();
    ManagedChannel channel = running.open(Builders.channel(address));
    CompletableFuture<String> answer = Background.start(() -> Texts.call(channel, WAIT, "who?"));
    await().until(() -> channel.getState(false) == TRANSIENT_FAILURE);
    assertThat(answer).isNotDone();

    startAt(address, "here");

    assertThat(answer).succeedsWithin(20, SECONDS).isEqualTo("here");
  }

  @Test
  void aCallThatWaitsDoesSoUntilItsDeadline() {
    ManagedChannel channel = running.open(Builders.channel(Ports.unused()));

    Status status =
        Failures.statusOf(
            () -> Texts.call(channel, WAIT.withDeadlineAfter(100, MILLISECONDS), "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void attemptsToConnectKeepTheirDistance() throws Exception {
    try (ServerSocket hangsUp = new ServerSocket()) {
      hangsUp.bind(Builders.loopback());
      hangsUp.setSoTimeout(20_000);
      ManagedChannel channel = running.open(Builders.channel(hangsUp.getLocalSocketAddress()));
      CompletableFuture<String> answer = Background.start(() -> Texts.call(channel, WAIT, "hello"));

      hangsUp.accept().close();
      long first = System.nanoTime();
      hangsUp.accept().close();
      long distance = System.nanoTime() - first;

      // A second, give or take a fifth, less what this thread may have been late the first time.
      assertThat(distance).isGreaterThan(MILLISECONDS.toNanos(300));
      channel.shutdownNow();
      assertThat(answer).failsWithin(20, SECONDS);
    }
  }

  @Test
  void aChannelCanBeToldNotToWaitForItsNextAttempt() {
    InetSocketAddress address = Ports.unused();
    ManagedChannel channel = running.open(Builders.channel(address));
    channel.getState(true);
    await().until(() -> channel.getState(false) == TRANSIENT_FAILURE);
    startAt(address, "here");

    channel.resetConnectBackoff();

    assertThat(Texts.call(channel, WAIT, "who?")).isEqualTo("here");
  }

  private void startAt(InetSocketAddress address, String answer) {
    running.start(
        Builders.server(address, InsecureServerCredentials.create())
            .addService(Texts.constant(answer)));
  }
}
