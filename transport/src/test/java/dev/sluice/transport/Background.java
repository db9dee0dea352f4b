package dev.sluice.transport;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Calls that block, on threads of their own, so that none waits for another to begin. */
final class Background {
  private Background() {}

  static <T> CompletableFuture<T> start(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(call.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }
}
