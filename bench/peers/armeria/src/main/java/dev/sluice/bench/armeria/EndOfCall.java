package dev.sluice.bench.armeria;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Hands on what a call receives, and lets a thread wait for its end. */
class EndOfCall<T> implements StreamObserver<T> {
  private final Consumer<T> received;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  EndOfCall(Consumer<T> received) {
    this.received = received;
  }

  @Override
  public final void onNext(T message) {
    received.accept(message);
  }

  @Override
  public final void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public final void onCompleted() {
    end.complete(null);
  }

  /** Returns at the end, if it is OK. */
  final void await() throws Exception {
    end.get();
  }
}
