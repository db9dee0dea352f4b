package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deadlines, which client and server each keep. */
final class DeadlineTest {
  @RegisterExtension final Running running = new Running();

  /** Why the context of the handler that hangs was cancelled. */
  private final CompletableFuture<Throwable> cancellation = new CompletableFuture<>();

  @Test
  void aCallWithoutAnAnswerEndsAtItsDeadlineOnBothSides() {
    ManagedChannel channel = open(hanging());

    Status status = Failures.statusOf(() -> Texts.call(channel, within(1, SECONDS), "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getDescription()).containsIgnoringCase("deadline");
    assertThat(cancellation).succeedsWithin(10, SECONDS);
  }

  @Test
  void aStreamEndsAtItsDeadlineOnBothSides() {
    ManagedChannel channel = open(hanging());

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, within(1, SECONDS))) {
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    assertThat(cancellation).succeedsWithin(10, SECONDS);
  }

  @Test
  void theServerIsToldHowMuchTimeIsLeft() {
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              Deadline deadline = ServerCallContext.current().deadline();
              return deadline == null ? "none" : String.valueOf(deadline.timeRemaining(SECONDS));
            }));

    assertThat(Long.parseLong(Texts.call(channel, within(1000, SECONDS), "when?")))
        .isBetween(900L, 1000L);
    assertThat(Texts.call(channel, "when?")).isEqualTo("none");
  }

  @Test
  void aDeadlineThatHasPassedFailsTheCallBeforeItIsMade() {
    AtomicInteger calls = new AtomicInteger();
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              calls.incrementAndGet();
              return request;
            }));

    assertThat(Failures.codeOf(() -> Texts.call(channel, within(-1, SECONDS), "hello")))
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertThat(calls).hasValue(1);
  }

  @Test
  void theDeadlineOfTheContextHoldsToo() throws Exception {
    ManagedChannel channel = open(hanging());
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Context.CancellableContext context =
            Context.current().withDeadline(Deadline.after(1, SECONDS), timer)) {

      Status status = context.call(() -> Failures.statusOf(() -> Texts.call(channel, "hello")));

      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
    assertThat(cancellation).succeedsWithin(10, SECONDS);
  }

  private ManagedChannel open(ServerServiceDefinition service) {
    Server server = running.start(Builders.server().addService(service));
    ManagedChannel channel = running.open(Builders.channel(server));
    // Else a slow machine may be still connecting when the time is up, and the server never asked.
    Running.connect(channel);
    return channel;
  }

  /** Answers nothing, until the call is cancelled. */
  private ServerServiceDefinition hanging() {
    ServerServiceDefinition unary = Texts.unary(request -> hang());
    ServerServiceDefinition bidi = Texts.bidi((in, out) -> hang());
    return ServerServiceDefinition.builder(Texts.SERVICE)
        .addMethod(unary.getMethods().iterator().next())
        .addMethod(bidi.getMethods().iterator().next())
        .build();
  }

  private String hang() {
    Context context = Context.current();
    context.addListener(
        cancelled -> cancellation.complete(cancelled.cancellationCause()), Runnable::run);
    try {
      cancellation.get();
    } catch (Exception e) {
      Thread.currentThread().interrupt();
    }
    throw Status.CANCELLED.asRuntimeException();
  }

  private static CallOptions within(long duration, TimeUnit unit) {
    return CallOptions.DEFAULT.withDeadlineAfter(duration, unit);
  }
}
