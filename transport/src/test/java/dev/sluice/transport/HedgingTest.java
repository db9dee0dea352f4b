package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hedging as a service config asks for it: a second attempt while the first has yet to answer. */
final class HedgingTest {
  @RegisterExtension final Running running = new Running();

  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void theAttemptThatAnswersFirstWinsAndTheOtherIsCancelled() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              if (attempts.incrementAndGet() > 1) {
                return "the second";
              }
              Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
              await(never);
              return "the first";
            }),
            "0.01s");

    assertThat(Texts.call(channel, "who?")).isEqualTo("the second");

    assertThat(cancelled.await(10, SECONDS)).isTrue();
  }

  @Test
  void anAttemptThatFailsDoesNotEndTheCallWhileOthersAreToCome() {
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              if (attempts.incrementAndGet() < 3) {
                throw Status.UNAVAILABLE.asRuntimeException();
              }
              return "the third";
            }),
            "0.01s");

    assertThat(Texts.call(channel, "who?")).isEqualTo("the third");
  }

  @Test
  void aFailureThatIsFatalEndsTheCall() {
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              attempts.incrementAndGet();
              throw Status.INVALID_ARGUMENT.asRuntimeException();
            }),
            "100s");

    assertThat(Failures.codeOf(() -> Texts.call(channel, "who?")))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(attempts).hasValue(1);
  }

  private ManagedChannel open(ServerServiceDefinition service, String delay) {
    Server server = running.start(Builders.server().addService(service));
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            3.0,
            "hedgingDelay",
            delay,
            "nonFatalStatusCodes",
            List.of("UNAVAILABLE"));
    return running.open(
        Builders.channel(server)
            .enableRetry()
            .defaultServiceConfig(
                Map.of(
                    "methodConfig",
                    List.of(Map.of("name", List.of(Map.of()), "hedgingPolicy", policy)))));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
  }
}
