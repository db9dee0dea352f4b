package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that many threads start at once. */
@Timeout(60)
final class StartGateTest {
  private static final int THREADS = 1_000;

  private final StartGate gate = new StartGate();

  @Test
  void virtualThreadsAllPassAndHardlyTwoAtATime() throws InterruptedException {
    AtomicBoolean busy = new AtomicBoolean();
    AtomicInteger passed = new AtomicInteger();
    AtomicInteger alone = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      threads.add(
          Thread.startVirtualThread(() ->
              gate.pass(() -> {
                if (busy.compareAndSet(false, true)) {
                  alone.incrementAndGet();
                  busy.set(false);
                }
                passed.incrementAndGet();
              })));
    }

    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(passed).hasValue(THREADS);
    // Who has tried often enough goes without the gate.
    assertThat(alone).hasValueGreaterThan(THREADS / 2);
  }

  @Test
  void whoeverWaitsLongPassesAllTheSame() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch passed = new CountDownLatch(1);
    Thread.startVirtualThread(() ->
        gate.pass(() -> {
          entered.countDown();
          awaitUninterruptibly(passed);
        }));
    entered.await();

    Thread.startVirtualThread(() -> gate.pass(passed::countDown));

    assertThat(passed.await(10, SECONDS)).isTrue();
  }

  @Test
  void aStartThatFailsLeavesTheGateOpen() throws InterruptedException {
    AtomicInteger failed = new AtomicInteger();
    Thread failing =
        Thread.startVirtualThread(() -> {
          assertThatThrownBy(() ->
                  gate.pass(() -> {
                    throw new IllegalStateException("no");
                  }))
              .hasMessage("no");
          failed.incrementAndGet();
        });
    assertThat(failing.join(Duration.ofSeconds(10))).isTrue();
    CountDownLatch passed = new CountDownLatch(1);

    Thread.startVirtualThread(() -> gate.pass(passed::countDown));

    assertThat(passed.await(10, SECONDS)).isTrue();
    assertThat(failed).hasValue(1);
  }

  @Test
  void platformThreadsDoNotWait() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    Thread holding =
        Thread.startVirtualThread(() ->
            gate.pass(() -> {
              entered.countDown();
              awaitUninterruptibly(open);
            }));
    entered.await();
    AtomicBoolean passed = new AtomicBoolean();

    gate.pass(() -> passed.set(true));

    assertThat(passed).isTrue();
    open.countDown();
    assertThat(holding.join(Duration.ofSeconds(10))).isTrue();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
