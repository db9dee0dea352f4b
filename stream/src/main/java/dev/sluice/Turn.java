package dev.sluice;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * A reentrant lock that is cheap to take for each message. It knows its holder by a number: with
 * the G1 collector, to store a reference in an object as old as a stream costs a memory barrier, as
 * much as taking the lock does. Thread dumps do not tell who that is.
 */
final class Turn {
  private static final long NOBODY = 0; // The ids of threads are positive.

  private final Sync sync = new Sync();

  /** Takes the turn if nobody else has it. */
  boolean tryTake() {
    return sync.tryAcquire(1);
  }

  /** Waits for the turn and takes it. */
  void take() throws InterruptedException {
    sync.acquireInterruptibly(1);
  }

  /** Gives it back; as often as it was taken, and by who took it. */
  void give() {
    sync.release(1);
  }

  private static final class Sync extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    /** In no order with anything else: who finds its own id has set it. */
    private final AtomicLong holder = new AtomicLong(NOBODY);

    @Override
    protected boolean tryAcquire(int one) {
      long self = Thread.currentThread().threadId();
      int times = getState();
      if (times == 0 && compareAndSetState(0, one)) {
        holder.setOpaque(self);
        return true;
      }
      if (holder.getOpaque() == self) {
        setState(times + one);
        return true;
      }
      return false;
    }

    @Override
    protected boolean tryRelease(int one) {
      if (holder.getOpaque() != Thread.currentThread().threadId()) {
        throw new IllegalMonitorStateException("another thread has the turn, or none");
      }
      int left = getState() - one;
      if (left == 0) {
        holder.setOpaque(NOBODY);
      }
      setState(left);
      return left == 0;
    }
  }
}
