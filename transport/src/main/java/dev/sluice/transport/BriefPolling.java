package dev.sluice.transport;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has an event loop look for more a few times before it blocks: to be woken takes longer, and costs
 * whoever wakes it a system call.
 *
 * <p>For how long it looks depends on what came of it: for 50 µs once a wait was shorter than twice
 * that, for half as long after each one that was longer, and soon not at all. So a loop with little
 * to do costs no more than one that blocks at once. It looks for longer where {@link Patience} says
 * so. Between two looks the processor is offered to others. For one event loop.
 */
final class BriefPolling implements SelectStrategy {
  /** About twice what it takes until a thread that was woken runs. */
  private static final long MAX_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** So short a time is not worth a look. */
  private static final long MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(2);

  /** A wait that was shorter, the next one may be short enough to look for its whole length. */
  private static final long SHORT_NANOS = 2 * MAX_NANOS;

  /** Netty's NIO returns at once from blocking if it was woken before, or a timer is near. */
  private static final long AT_ONCE_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

  private final LongSupplier clock;
  private final Patience patience = new Patience();

  private long pollNanos = MAX_NANOS;

  /** When it last began to look. */
  private long lookedAt;

  private boolean isWaiting;
  private boolean isBlocked;

  /** When there was first nothing to do. */
  private long waitingSince;

  private long blockedSince;

  BriefPolling() {
    this(System::nanoTime);
  }

  BriefPolling(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    beforeLook();
    int ready = selectNow.get();
    if (hasTasks || ready > 0) {
      found();
      return ready;
    }
    return foundNothing() ? SELECT : CONTINUE;
  }

  void beforeLook() {
    lookedAt = clock.getAsLong();
  }

  /**
   * There is nothing to do.
   *
   * @return whether to block now, rather than to look again
   */
  boolean foundNothing() {
    if (isBlocked && lookedAt - blockedSince >= AT_ONCE_NANOS) {
      found();
    }
    if (!isWaiting) {
      isWaiting = true;
      waitingSince = lookedAt;
    }
    if (!isBlocked && waited() < (patience.isPatient() ? Patience.NANOS : pollNanos)) {
      offerProcessor();
      return false;
    }
    isBlocked = true;
    blockedSince = clock.getAsLong();
    return true;
  }

  /** There is something to do: the wait is over. */
  void found() {
    if (!isWaiting) {
      return;
    }
    long nanos = waited();
    patience.waited(nanos, isBlocked);
    if (isBlocked) {
      pollNanos = nanos < SHORT_NANOS ? MAX_NANOS : pollNanos / 2;
      if (pollNanos < MIN_NANOS) {
        pollNanos = 0;
      }
    }
    isBlocked = false;
    isWaiting = false;
  }

  private long waited() {
    return lookedAt - waitingSince;
  }

  @SuppressWarnings("ThreadPriorityCheck") // A matter of speed only.
  private static void offerProcessor() {
    Thread.yield();
  }
}
