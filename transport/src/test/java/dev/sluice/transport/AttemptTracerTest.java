package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every attempt at a call has a tracer of its own. */
final class AttemptTracerTest {
  @RegisterExtension final Running running = new Running();

  private final TracedCalls traced = new TracedCalls();
  private final CallOptions options =
      CallOptions.DEFAULT.withStreamTracerFactory(traced.clientFactory());

  @Test
  void aTransparentRetryIsCalledOne() throws Exception {
    try (ServerSocket listening = new ServerSocket()) {
      listening.bind(Builders.loopback());
      ManagedChannel channel = running.open(Builders.channel(listening.getLocalSocketAddress()));
      CompletableFuture<String> answer =
          Background.start(() -> Texts.call(channel, options, "hello"));
      try (Wire server = Wire.accept(listening)) {
        server.reset(server.read(Wire.HEADERS).stream(), Wire.REFUSED_STREAM);
        server.respond(server.read(Wire.HEADERS).stream(), "after all");
        assertThat(answer).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("after all");
      }
    }

    assertThat(traced.clientStreamInfos)
        .extracting(StreamInfo::isTransparentRetry)
        .containsExactly(false, true);
    assertThat(traced.clientStreams.get(0).closed.join().isOk()).isFalse();
    assertThat(traced.clientStreams.get(1).closed.join().isOk()).isTrue();
  }

  @Test
  void aRetryIsNumberedAndEachAttemptClosedWithItsOwnStatus() {
    AtomicInteger attempts = new AtomicInteger();
    Server server =
        running.start(
            Builders.server()
                .addService(
                    Texts.unary(request -> {
                      if (attempts.incrementAndGet() == 1) {
                        throw Status.UNAVAILABLE.asRuntimeException();
                      }
                      return request;
                    })));
    ManagedChannel channel =
        running.open(Builders.channel(server).defaultServiceConfig(twoAttempts()));

    assertThat(Texts.call(channel, options, "hello")).isEqualTo("hello");

    assertThat(traced.clientStreamInfos)
        .extracting(StreamInfo::getPreviousAttempts)
        .containsExactly(0, 1);
    assertThat(traced.clientStreams)
        .extracting(stream -> stream.closed.join().getCode())
        .containsExactly(Status.Code.UNAVAILABLE, Status.Code.OK);
  }

  private static Map<String, ?> twoAttempts() {
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            2.0,
            "initialBackoff",
            "0.01s",
            "maxBackoff",
            "0.01s",
            "backoffMultiplier",
            1.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));
    return Map.of(
        "methodConfig", List.of(Map.of("name", List.of(Map.of()), "retryPolicy", policy)));
  }
}
