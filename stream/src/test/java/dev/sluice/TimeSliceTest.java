package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Loops that never wait, more of them than there are processors. */
class TimeSliceTest {
  private static final int LOOPS = 4 * Runtime.getRuntime().availableProcessors();
  private static final long PATIENCE_SECONDS = 20;

  @Test
  void receiversThatNeverWaitLetOthersRun() throws Exception {
    List<Runnable> receives = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      Inbox<Long> inbox = new Inbox<>(32, count -> {});
      inbox.takeFrom(() -> 1L);
      receives.add(inbox::receive);
    }
    assertOthersRunBeside(receives);
  }

  @Test
  void sendersThatNeverWaitLetOthersRun() throws Exception {
    List<Runnable> sends = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      Outbox<Long> outbox = new Outbox<>(new AlwaysReady());
      sends.add(() -> outbox.send(1L));
    }
    assertOthersRunBeside(sends);
  }

  private static void assertOthersRunBeside(List<Runnable> steps) throws InterruptedException {
    Loops loops = new Loops(steps);
    try {
      loops.begin();
      CountDownLatch ran = new CountDownLatch(1);
      Thread other = Thread.startVirtualThread(ran::countDown);
      boolean inTime = ran.await(PATIENCE_SECONDS / 2, TimeUnit.SECONDS);
      loops.end();
      other.join();
      assertThat(inTime).as("another virtual thread ran beside the loops").isTrue();
    } finally {
      loops.end();
    }
  }

  /** Virtual threads that repeat a step each, until told or out of patience. */
  private static final class Loops {
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch running;
    private volatile boolean begun;
    private volatile boolean ended;

    Loops(List<Runnable> steps) {
      running = new CountDownLatch(Math.min(2, Runtime.getRuntime().availableProcessors()));
      for (Runnable step : steps) {
        threads.add(Thread.ofVirtual().unstarted(() -> repeat(step)));
      }
    }

    /** Has them woken by one of their own, so that they queue where those do that yield. */
    void begin() throws InterruptedException {
      threads.forEach(Thread::start);
      Thread.startVirtualThread(
              () -> {
                begun = true;
                threads.forEach(LockSupport::unpark);
              })
          .join();
      running.await();
    }

    void end() throws InterruptedException {
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private void repeat(Runnable step) {
      while (!begun) {
        LockSupport.park(this);
      }
      running.countDown();
      long start = System.nanoTime();
      while (!ended && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        step.run();
      }
    }
  }

  private static final class AlwaysReady implements Outbox.Wire<Long> {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void write(Long message) {}
  }
}
