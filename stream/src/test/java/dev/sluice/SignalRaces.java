package dev.sluice;

import static dev.sluice.Interleavings.expect;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** No wake-up is missed, in any interleaving. */
class SignalRaces {
  private static final int INTERLEAVINGS = 200;

  @Test
  void aWaiterIsWokenOnceItsConditionHolds() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> scene.await(1))
        .thread(Scene::step)
        .explore(INTERLEAVINGS, scene -> expect(scene.steps.get() == 1, "one step"));
  }

  @Test
  void aWaiterWaitsForAllOfItsSignallers() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> scene.await(2))
        .thread(Scene::step)
        .thread(Scene::step)
        .explore(INTERLEAVINGS, scene -> expect(scene.steps.get() == 2, "both steps"));
  }

  @Test
  void aWakeUpLeftOverFromOneWaitDoesNotEndTheNext() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.await(1);
          scene.await(2);
        })
        .thread(Scene::step)
        .thread(Scene::step)
        .explore(INTERLEAVINGS, scene -> expect(scene.steps.get() == 2, "both steps"));
  }

  private static final class Scene {
    final Signal signal = new Signal();
    final AtomicInteger steps = new AtomicInteger();

    void await(int count) throws InterruptedException {
      expect(signal.await(() -> steps.get() >= count, Signal.FOREVER), "no time-out");
      expect(steps.get() >= count, "woken too early");
    }

    void step() {
      steps.incrementAndGet();
      signal.signal();
    }
  }
}
