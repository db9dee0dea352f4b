package dev.sluice;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * What a call is to do when its connection begins to drain. A connection outlives its calls: it
 * holds nothing of a call that has ended.
 */
final class DrainActions {
  private final DrainSignal signal;
  private final BooleanSupplier hasEnded;
  private final Queue<Runnable> registrations = new ConcurrentLinkedQueue<>();

  DrainActions(DrainSignal signal, BooleanSupplier hasEnded) {
    this.signal = signal;
    this.hasEnded = hasEnded;
  }

  /** Has an action run on a virtual thread of its own, unless the call has ended by then. */
  void add(Runnable action) {
    registrations.add(
        signal.onDraining(() ->
            Thread.ofVirtual()
                .name("sluice-draining")
                .start(() -> {
                  if (!hasEnded.getAsBoolean()) {
                    action.run();
                  }
                })));
    if (hasEnded.getAsBoolean()) {
      callEnded();
    }
  }

  /** To be called once the call counts as ended. Never blocks; any thread. */
  void callEnded() {
    Runnable takeBack = registrations.poll();
    while (takeBack != null) {
      takeBack.run();
      takeBack = registrations.poll();
    }
  }
}
