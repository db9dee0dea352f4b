package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a channel. */
final class ChannelShutdownTest {
  @RegisterExtension final Running running = new Running();

  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    channel = running.open(Builders.channel(server));
  }

  @Test
  void shutdownLetsCallsThatRunEndAndRefusesNewOnes() throws Exception {
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("before");
      assertThat(call.receive()).isEqualTo("before");

      channel.shutdown();

      Status refused = Failures.statusOf(() -> Texts.call(channel, "new"));
      assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refused.getDescription()).containsIgnoringCase("shutdown");
      assertThat(channel.isShutdown()).isTrue();
      assertThat(channel.isTerminated()).isFalse();
      assertThat(channel.awaitTermination(1, MILLISECONDS)).isFalse();
      call.send("after");
      assertThat(call.receive()).isEqualTo("after");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
    assertThat(channel.awaitTermination(10, SECONDS)).isTrue();
    assertThat(channel.isTerminated()).isTrue();
  }

  @Test
  void shutdownNowEndsCallsThatRun() throws Exception {
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("before");
      assertThat(call.receive()).isEqualTo("before");
      CompletableFuture<String> waiting = Background.start(call::receive);

      channel.shutdownNow();

      assertThat(waiting).failsWithin(10, SECONDS);
      Status status = Status.fromThrowable(waiting.exceptionNow());
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).containsIgnoringCase("shutdownNow");
    }
    assertThat(channel.awaitTermination(10, SECONDS)).isTrue();
  }

  @Test
  void aChannelThatWasNeverUsedEndsAtOnce() throws Exception {
    channel.shutdown();

    assertThat(channel.awaitTermination(10, SECONDS)).isTrue();
  }

  @Test
  void aChannelThatHasNotConnectedYetEndsToo() throws Exception {
    ManagedChannel unconnected = running.open(Builders.channel(Ports.unused()));
    CompletableFuture<String> call =
        Background.start(
            () -> Texts.call(unconnected, CallOptions.DEFAULT.withWaitForReady(), "hello"));
    unconnected.getState(true);

    unconnected.shutdownNow();

    assertThat(call).failsWithin(10, SECONDS);
    assertThat(Status.fromThrowable(call.exceptionNow()).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(unconnected.awaitTermination(10, SECONDS)).isTrue();
  }
}
