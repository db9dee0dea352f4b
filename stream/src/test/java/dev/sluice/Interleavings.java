package dev.sluice;

import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;

/**
 * Runs a scenario of a few threads in one interleaving after another, with Lincheck: fewest
 * switches of threads first. It fails, and prints the interleaving, if a check does not hold or no
 * thread can go on.
 *
 * @param <S> what the threads share; made anew for each interleaving
 */
public final class Interleavings<S> {
  static {
    StrictParking.install();
    // Lincheck would switch threads in the middle of their initializers, and hang.
    initialize(Status.class, Metadata.class);
  }

  /**
   * Lincheck takes an object for shared, and switches threads around it, once a field leads to it.
   */
  @SuppressWarnings("unused")
  private static volatile Object shared;

  private static void initialize(Class<?>... types) {
    try {
      for (Class<?> type : types) {
        MethodHandles.lookup().ensureInitialized(type);
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private final Supplier<S> scene;
  private final List<Step<S>> threads = new ArrayList<>();

  private Interleavings(Supplier<S> scene) {
    this.scene = scene;
  }

  /** What one thread does. */
  public interface Step<S> {
    void run(S scene) throws Exception;
  }

  /**
   * Begins a scenario.
   *
   * @param scene a lambda that makes the scene, and no reference to its constructor or to a method
   *     of its own: Lincheck would not instrument the class of the scene, and then switch threads
   *     hardly anywhere in it
   */
  public static <S> Interleavings<S> of(Supplier<S> scene) {
    return new Interleavings<>(scene);
  }

  /** Adds a thread. */
  public Interleavings<S> thread(Step<S> step) {
    threads.add(step);
    return this;
  }

  /** Explores that many interleavings, and checks the scene at the end of each. */
  public void explore(int count, Consumer<S> check) {
    Lincheck.runConcurrentTest(count, () -> check.accept(runOnce()));
  }

  private S runOnce() {
    S current = scene.get();
    shared = current;
    List<Actor<S>> actors = new ArrayList<>();
    for (Step<S> step : threads) {
      actors.add(new Actor<>(current, step));
    }
    actors.forEach(Thread::start);
    for (Actor<S> actor : actors) {
      await(actor);
      if (actor.failure != null) {
        throw new AssertionError("a thread failed", actor.failure);
      }
    }
    return current;
  }

  /** Lincheck knows the join of a Thread, not that of a subclass. */
  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Actor<S> extends StrictParking.Parker {
    private final S scene;
    private final Step<S> step;
    private Throwable failure;

    Actor(S scene, Step<S> step) {
      this.scene = scene;
      this.step = step;
    }

    @Override
    public void run() {
      try {
        step.run(scene);
      } catch (Throwable e) {
        failure = e;
      }
    }
  }

  public static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
