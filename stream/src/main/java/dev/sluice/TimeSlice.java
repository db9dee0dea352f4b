package dev.sluice;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a loop may go on before it lets others have its processor.
 *
 * <p>Nothing takes a virtual thread off the platform thread that carries it but its own waiting,
 * and a loop whose peer keeps up never waits. Without this, as many such loops as there are
 * processors would keep all others from theirs. For one thread at a time.
 */
final class TimeSlice {
  /** Of 1,000 loops on two processors, each then runs ten times a second. */
  private static final long NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** A look at the clock costs as much as a small message. */
  private static final int MESSAGES_A_LOOK = 64;

  /**
   * Who yields stays ahead of all that other threads have woken, as long as somebody else does the
   * same; who parks queues behind those too, which costs more.
   */
  private static final int SLICES_A_PARK = 3;

  private int messages;
  private int slices;
  private long began = System.nanoTime();

  /**
   * One more message has been sent or received.
   *
   * @return whether it is time to {@link #end}
   */
  boolean isOver() {
    if (++messages < MESSAGES_A_LOOK) {
      return false;
    }
    messages = 0;
    return System.nanoTime() - began >= NANOS;
  }

  /** Lets others have the processor. */
  @SuppressWarnings("ThreadPriorityCheck") // A virtual thread that yields does let others run.
  void end() {
    if (Thread.currentThread().isVirtual()) {
      if (++slices >= SLICES_A_PARK) {
        slices = 0;
        LockSupport.parkNanos(1);
      } else {
        Thread.yield();
      }
    }
    began = System.nanoTime();
  }

  /** The loop has waited: others have had the processor. */
  void waited() {
    messages = 0;
  }
}
