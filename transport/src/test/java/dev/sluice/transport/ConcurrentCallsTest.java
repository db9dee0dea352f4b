package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many calls a connection may have at once. */
final class ConcurrentCallsTest {
  private static final int MAX_CONCURRENT_STREAMS = 3;

  @RegisterExtension final Running running = new Running();

  @Test
  void theServerAnnouncesItsLimit() throws Exception {
    Server server = running.start(Builders.serverWithConcurrentCalls(7).addService(Texts.echo()));

    try (Wire client = Wire.connect(Builders.loopback(server.getPort()))) {
      ByteBuffer settings = client.read(Wire.SETTINGS).payload();
      Integer limit = null;
      while (settings.hasRemaining()) {
        short name = settings.getShort();
        int value = settings.getInt();
        if (name == MAX_CONCURRENT_STREAMS) {
          limit = value;
        }
      }
      assertThat(limit).isEqualTo(7);
    }
  }

  @Test
  void callsBeyondTheLimitWaitUntilOthersEnd() {
    Server server = running.start(Builders.serverWithConcurrentCalls(2).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    // The limit is known once the server's settings have arrived, as they have with this answer.
    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    try (BidiStreamingCall<String, String> first = open(channel);
        BidiStreamingCall<String, String> second = open(channel)) {
      CompletableFuture<String> third = Background.start(() -> Texts.call(channel, "third"));
      second.send("still here");
      assertThat(second.receive()).isEqualTo("still here");
      assertThat(third).isNotDone();

      first.closeSend();
      assertThat(first.receive()).isNull();

      assertThat(third).succeedsWithin(10, SECONDS).isEqualTo("third");
    }
  }

  @Test
  void aCallThatWaitsForItsTurnCanBeCancelled() {
    Server server = running.start(Builders.serverWithConcurrentCalls(1).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    try (BidiStreamingCall<String, String> first = open(channel)) {
      try (var waiting = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
        waiting.cancel("changed my mind", null);
        assertThat(Failures.codeOf(waiting::receive)).isEqualTo(Status.Code.CANCELLED);
      }
      first.closeSend();
      assertThat(first.receive()).isNull();
    }
    assertThat(Texts.call(channel, "again")).isEqualTo("again");
  }

  private static BidiStreamingCall<String, String> open(ManagedChannel channel) {
    BidiStreamingCall<String, String> call =
        Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT);
    call.send("open");
    assertThat(call.receive()).isEqualTo("open");
    return call;
  }
}
