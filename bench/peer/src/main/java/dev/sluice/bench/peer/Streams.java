package dev.sluice.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs all streams of a workload, each on a thread of its own. */
final class Streams {
  /** What is done with one stream. */
  interface Task {
    void run(int stream) throws Exception;
  }

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  private Streams() {}

  /** Blocks until all have ended; if one fails the others are interrupted. */
  static void run(ThreadFactory factory, int streams, Task task) throws Exception {
    new Streams().runAll(factory, streams, task);
  }

  private void runAll(ThreadFactory factory, int streams, Task task) throws Exception {
    for (int i = 0; i < streams; i++) {
      int stream = i;
      threads.add(factory.newThread(() -> runOne(task, stream)));
    }
    try {
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    switch (failure.get()) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  private void runOne(Task task, int stream) {
    try {
      task.run(stream);
    } catch (Throwable e) {
      if (failure.compareAndSet(null, e)) {
        threads.forEach(Thread::interrupt);
      }
    }
  }
}
