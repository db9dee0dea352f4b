package dev.sluice;

import io.grpc.Channel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Has virtual threads start streams of requests on a channel one at a time. A channel of grpc-java
 * takes a lock for each call. Who waits for that is woken alone, behind all loops that run, and
 * wakes the next one only then: of a thousand calls that are started at once, hundreds may begin
 * seconds later than the others. Here, all that wait try anew whenever it is their turn to run.
 */
final class StartGate {
  private static final StartGate[] GATES =
      Stream.generate(StartGate::new).limit(64).toArray(StartGate[]::new);

  /** How often to let others run: whoever is inside may take his time. */
  private static final int MAX_TRIES = 1_000;

  private final ReentrantLock lock = new ReentrantLock();

  /** The gate of a channel; it may share it with others. */
  static StartGate of(Channel channel) {
    return GATES[System.identityHashCode(channel) % GATES.length];
  }

  /**
   * Runs what starts a call. Platform threads need no gate, and whoever has tried often enough goes
   * without: it may be a call that the one inside waits for.
   */
  void pass(Runnable start) {
    boolean entered = Thread.currentThread().isVirtual() && enter();
    try {
      start.run();
    } finally {
      if (entered) {
        lock.unlock();
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // A virtual thread that yields does let others run.
  private boolean enter() {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (lock.tryLock()) {
        return true;
      }
      Thread.yield();
    }
    return false;
  }
}
