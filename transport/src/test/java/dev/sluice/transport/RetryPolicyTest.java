package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retries as a service config asks for them. */
final class RetryPolicyTest {
  private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension final Running running = new Running();

  /** What each attempt said about the attempts before it. */
  private final List<String> attempts = new CopyOnWriteArrayList<>();

  @Test
  void aCallThatFailsIsTriedAgainAndTheServerIsToldSo() {
    ManagedChannel channel = running.open(channelTo(failing(2, null)));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    assertThat(attempts).containsExactly("none", "1", "2");
  }

  @Test
  void thereAreNoMoreAttemptsThanThePolicyAllows() {
    ManagedChannel channel = running.open(channelTo(failing(9, null)));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(attempts).hasSize(4);
  }

  @Test
  void thereAreNoMoreAttemptsThanTheChannelAllows() {
    ManagedChannel channel = running.open(channelTo(failing(9, null)).maxRetryAttempts(2));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(attempts).hasSize(2);
  }

  @Test
  void aChannelWithoutRetriesTriesOnce() {
    ManagedChannel channel = running.open(channelTo(failing(1, null)).disableRetry());

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void aServerCanForbidFurtherAttempts() {
    ManagedChannel channel = running.open(channelTo(failing(1, "-1")));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void aServerCanSayWhenToTryAgain() {
    ManagedChannel channel = running.open(channelTo(failing(1, "1")));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertThat(attempts).hasSize(2);
  }

  @Test
  void anAttemptToStreamIsRepeatedWithAllItsMessages() {
    AtomicInteger streams = new AtomicInteger();
    ServerServiceDefinition service =
        Texts.bidi((in, out) -> {
          List<String> received = new ArrayList<>();
          in.forEach(received::add);
          if (streams.incrementAndGet() == 1) {
            throw Status.UNAVAILABLE.asRuntimeException();
          }
          received.forEach(out::send);
        });
    ManagedChannel channel = running.open(channelTo(service));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      call.send("two");
      call.closeSend();
      assertThat(call).containsExactly("one", "two");
    }
    assertThat(streams).hasValue(2);
  }

  @Test
  void aCallWhoseResponseHasBegunIsNotTriedAgain() {
    AtomicInteger streams = new AtomicInteger();
    ServerServiceDefinition service =
        Texts.bidi((in, out) -> {
          streams.incrementAndGet();
          out.send("begun");
          throw Status.UNAVAILABLE.asRuntimeException();
        });
    ManagedChannel channel = running.open(channelTo(service));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(call.receive()).isEqualTo("begun");
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.UNAVAILABLE);
    }
    assertThat(streams).hasValue(1);
  }

  @Test
  void aCallThatOutgrowsTheBufferIsNotTriedAgain() {
    ManagedChannel channel = running.open(channelTo(failing(1, null)).perRpcBufferLimit(10));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "more than ten bytes")))
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(attempts).hasSize(1);
  }

  private ManagedChannelBuilder<?> channelTo(ServerServiceDefinition service) {
    Server server = running.start(Builders.server().addService(service));
    return Builders.channel(server).defaultServiceConfig(fourAttempts());
  }

  /** A service whose first calls fail, with what it says about trying again. */
  private ServerServiceDefinition failing(int calls, String pushback) {
    return Texts.unary(request -> {
      ServerCallContext context = ServerCallContext.current();
      String previous = context.requestHeaders().get(PREVIOUS_ATTEMPTS);
      attempts.add(previous == null ? "none" : previous);
      if (attempts.size() > calls) {
        return request;
      }
      Metadata trailers = new Metadata();
      if (pushback != null) {
        trailers.put(PUSHBACK, pushback);
      }
      throw new StatusRuntimeException(Status.UNAVAILABLE, trailers);
    });
  }

  private static Map<String, ?> fourAttempts() {
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            4.0,
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
