package dev.sluice;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time wait until a condition holds that other threads make true.
 *
 * <p>A waiter announces itself before it looks at the condition, and a signaller makes the
 * condition true before it looks for a waiter. All four accesses are volatile, so at least one of
 * the two sees the other, and no wake-up is missed.
 */
final class Signal {
  static final long FOREVER = Long.MAX_VALUE;

  private volatile @Nullable Thread waiter;

  /** Touched by the waiter only. */
  private boolean parked;

  /**
   * Waits until the condition holds.
   *
   * @return false if the time ran out first
   */
  boolean await(BooleanSupplier condition, long timeoutNanos) throws InterruptedException {
    long start = timeoutNanos == FOREVER ? 0 : System.nanoTime();
    waiter = Thread.currentThread();
    parked = false;
    try {
      while (!condition.getAsBoolean()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        parked = true;
        if (timeoutNanos == FOREVER) {
          LockSupport.park(this);
          continue;
        }
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    } finally {
      waiter = null;
    }
  }

  /** Whether the last wait was one, and the condition did not hold at once; for the waiter. */
  boolean hasParked() {
    return parked;
  }

  /** Wakes the waiter, if there is one, to look at its condition again. */
  void signal() {
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
