package dev.sluice.bench.subject;

import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/** The other direction of a stream, on a thread of its own. */
final class Background {
  /** A direction. */
  interface Task {
    void run() throws Exception;
  }

  private Background() {}

  static FutureTask<Void> start(ThreadFactory threads, Task task) {
    FutureTask<Void> future =
        new FutureTask<>(() -> {
          task.run();
          return null;
        });
    threads.newThread(future).start();
    return future;
  }
}
