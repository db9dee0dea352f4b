package dev.sluice;

import io.grpc.Context;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs the two directions of a bidirectional call side by side, on either end of it.
 *
 * {@snippet :
 * Duplex.run(
 *     () -> { for (Tick tick : requests) follow(tick.getSymbol()); },
 *     () -> { while (true) responses.send(nextPrice()); });
 * }
 */
public final class Duplex {
  private Duplex() {}

  /** One direction of a call. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs the direction to its end.
     *
     * @throws Exception if it failed
     */
    void run() throws Exception;
  }

  /**
   * Runs two tasks, each on a virtual thread of its own and in the current {@link Context}; blocks
   * until both have ended, so nothing outlives it. When one fails the other is interrupted, which
   * ends what it waits for. When the calling thread is interrupted, as a handler's is when its call
   * is cancelled, both are; a task that ignores that is waited for.
   *
   * @param one a task
   * @param other another task
   * @throws Exception what the task that failed first threw, with what the other threw then as a
   *     suppressed exception; or {@link InterruptedException} if the calling thread was interrupted
   *     and no task failed
   */
  public static void run(Task one, Task other) throws Exception {
    new Pair(one, other).run();
  }

  private static final class Pair {
    private final CountDownLatch running = new CountDownLatch(2);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread one;
    private final Thread other;

    Pair(Task one, Task other) {
      this.one = thread(one);
      this.other = thread(other);
    }

    private Thread thread(Task task) {
      return Thread.ofVirtual()
          .name(Thread.currentThread().getName() + "-duplex")
          .unstarted(Context.current().wrap(() -> run(task)));
    }

    @SuppressWarnings("ReferenceEquality") // no throwable may suppress itself
    private void run(Task task) {
      try {
        task.run();
      } catch (Throwable e) {
        Throwable first = failure.compareAndExchange(null, e);
        if (first == null) {
          interruptBoth();
        } else if (first != e) {
          first.addSuppressed(e);
        }
      } finally {
        running.countDown();
      }
    }

    private void interruptBoth() {
      one.interrupt();
      other.interrupt();
    }

    void run() throws Exception {
      one.start();
      other.start();
      InterruptedException interruption = awaitBoth();
      Throwable first = failure.get();
      if (interruption != null) {
        if (first == null) {
          throw interruption;
        }
        Thread.currentThread().interrupt();
      }
      switch (first) {
        case null -> {}
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(first);
      }
    }

    private @Nullable InterruptedException awaitBoth() {
      InterruptedException interruption = null;
      while (true) {
        try {
          running.await();
          return interruption;
        } catch (InterruptedException e) {
          interruption = e;
          interruptBoth();
        }
      }
    }
  }
}
