package dev.sluice.transport;

import static io.grpc.ConnectivityState.READY;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a server. */
final class ServerShutdownTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void shutdownLetsStreamsThatRunFinish() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("before");
      assertThat(call.receive()).isEqualTo("before");

      server.shutdown();
      // The channel has been told once it looks for another connection.
      await().until(() -> channel.getState(false) != READY);

      assertThat(server.isShutdown()).isTrue();
      assertThat(server.isTerminated()).isFalse();
      assertThat(server.awaitTermination(1, MILLISECONDS)).isFalse();
      call.send("after");
      assertThat(call.receive()).isEqualTo("after");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
    assertThat(server.awaitTermination(10, SECONDS)).isTrue();
    assertThat(server.isTerminated()).isTrue();
  }

  @Test
  void aServerThatWasShutDownTakesNoNewCalls() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    Texts.call(channel, "before");

    server.shutdown();
    assertThat(server.awaitTermination(10, SECONDS)).isTrue();
    await().until(() -> channel.getState(false) != READY);

    assertThat(Failures.codeOf(() -> Texts.call(channel, "after")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void shutdownNowEndsStreamsOnBothSides() throws Exception {
    CompletableFuture<Throwable> atHandler = new CompletableFuture<>();
    ServerServiceDefinition service =
        Texts.bidi((in, out) -> {
          try {
            in.forEach(out::send);
          } catch (RuntimeException e) {
            atHandler.complete(e);
            throw e;
          }
        });
    Server server = running.start(Builders.server().addService(service));
    ManagedChannel channel = running.open(Builders.channel(server));
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("before");
      assertThat(call.receive()).isEqualTo("before");

      server.shutdownNow();

      Status status = Failures.statusOf(call::receive);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(atHandler).succeedsWithin(10, SECONDS);
      assertThat(Status.fromThrowable(atHandler.join()).getCode()).isEqualTo(Status.Code.CANCELLED);
    }
    assertThat(server.awaitTermination(10, SECONDS)).isTrue();
  }

  @Test
  void aClientThatOnlyConnectedDoesNotKeepAServerFromEnding() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    channel.getState(true);
    await().until(() -> channel.getState(false) == READY);

    server.shutdown();

    assertThat(server.awaitTermination(10, SECONDS)).isTrue();
  }
}
