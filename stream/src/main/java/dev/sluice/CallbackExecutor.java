package dev.sluice;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what grpc-java does for one call, and fails the call if that throws or is rejected. Without
 * it, the failure of a task that grpc-java runs outside its own guard, such as sending what was
 * held back until there was a connection, would end the executor's thread and leave the call
 * waiting for ever.
 */
final class CallbackExecutor implements Executor {
  private static final Executor VIRTUAL_THREADS =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sluice-callback").factory());

  private final Executor executor;
  private final Consumer<Throwable> onFailure;

  /**
   * @param executor what runs the tasks; null for virtual threads
   */
  CallbackExecutor(@Nullable Executor executor, Consumer<Throwable> onFailure) {
    this.executor = executor == null ? VIRTUAL_THREADS : executor;
    this.onFailure = onFailure;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
    } catch (RuntimeException e) {
      onFailure.accept(e);
      throw e;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      onFailure.accept(e);
    }
  }
}
