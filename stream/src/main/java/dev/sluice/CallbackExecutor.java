package dev.sluice;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  private final @Nullable Executor executor;
  private final Predicate<Runnable> mayRunAnywhere;
  private final Consumer<Throwable> onFailure;

  /**
   * @param executor what runs the tasks; null for virtual threads
   * @param mayRunAnywhere whether a task need not be handed over to them
   */
  CallbackExecutor(
      @Nullable Executor executor,
      Predicate<Runnable> mayRunAnywhere,
      Consumer<Throwable> onFailure) {
    this.executor = executor;
    this.mayRunAnywhere = mayRunAnywhere;
    this.onFailure = onFailure;
  }

  @Override
  public void execute(Runnable task) {
    if (executor != null) {
      handOver(executor, task);
    } else if (mayRunAnywhere.test(task)) {
      run(task);
    } else {
      handOver(VIRTUAL_THREADS, task);
    }
  }

  private void handOver(Executor executor, Runnable task) {
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
