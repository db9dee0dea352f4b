package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.Duplex;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Senders that pause now and then: of their messages some are written by the thread that sends
 * them, some by the event loop.
 */
final class UnevenSenderTest {
  private static final int CALLS = 60;
  private static final int MESSAGES = 1_000;
  private static final int AT_A_TIME = 4;
  private static final int MAX_PAUSE_NANOS = 60_000;

  @RegisterExtension final Running running = new Running();

  @Test
  void everyMessageArrivesOnceAndInOrder() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    try (ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(
            callers.submit(() -> {
              call(channel);
              return null;
            }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  private static void call(ManagedChannel channel) throws Exception {
    // A message that got lost is one that its receiver would wait for.
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, SECONDS);
    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, options)) {
      Duplex.run(
          () -> {
            for (int number = 0; number < MESSAGES; number++) {
              pauseSometimes();
              call.send(Integer.toString(number));
            }
            call.closeSend();
          },
          () -> {
            for (int number = 0; number < MESSAGES; number++) {
              assertThat(call.receive()).isEqualTo(Integer.toString(number));
            }
            assertThat(call.receive()).isNull();
          });
    }
  }

  /** Not by sleeping: what is wanted are some microseconds. */
  private static void pauseSometimes() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(4) == 0) {
      long pause = random.nextInt(MAX_PAUSE_NANOS);
      long start = System.nanoTime();
      while (System.nanoTime() - start < pause) {
        Thread.onSpinWait();
      }
    }
  }
}
