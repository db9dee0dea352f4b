package dev.sluice.bench.subject;

import dev.sluice.bench.proto.Item;
import io.grpc.stub.CallStreamObserver;
import java.util.Iterator;

/** Sends items for as long as the transport is ready for them; runs again when it is once more. */
final class Pump implements Runnable {
  private final Iterator<Item> items;
  private final CallStreamObserver<? super Item> call;
  private boolean completed;

  Pump(Iterable<Item> items, CallStreamObserver<? super Item> call) {
    this.items = items.iterator();
    this.call = call;
  }

  @Override
  public void run() {
    while (!completed && call.isReady()) {
      if (items.hasNext()) {
        call.onNext(items.next());
      } else {
        completed = true;
        call.onCompleted();
      }
    }
  }
}
