package dev.sluice.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** What runs whatever may block: a virtual thread for each task. */
final class VirtualThreads {
  static final Executor EXECUTOR =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sluice-transport").factory());

  private VirtualThreads() {}
}
