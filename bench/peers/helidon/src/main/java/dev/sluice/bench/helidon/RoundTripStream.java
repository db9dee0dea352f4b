package dev.sluice.bench.helidon;

import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.proto.Item;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** An open stream, for a thread that waits for each echo. */
final class RoundTripStream implements Exchange, ClientResponseObserver<Item, Item> {
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile CompletableFuture<Item> echo = new CompletableFuture<>();
  private ClientCallStreamObserver<Item> requests;

  @Override
  public void beforeStart(ClientCallStreamObserver<Item> call) {
    requests = call;
  }

  @Override
  public void onNext(Item item) {
    echo.complete(item);
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
    echo.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    end.complete(null);
    echo.completeExceptionally(new IllegalStateException("ended without an echo"));
  }

  @Override
  public Item roundTrip(Item item) throws Exception {
    CompletableFuture<Item> awaited = new CompletableFuture<>();
    echo = awaited;
    if (end.isDone()) {
      throw new IllegalStateException("ended before");
    }
    requests.onNext(item);
    return awaited.get();
  }

  @Override
  public void finish() throws Exception {
    requests.onCompleted();
    end.get();
  }

  @Override
  public void close() {
    if (end.isDone()) {
      return;
    }
    try {
      requests.cancel("closed", null);
    } catch (UncheckedIOException e) {
      // The call's own threads, which this interrupts, have closed the connection first.
    }
  }
}
