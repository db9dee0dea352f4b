package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.grpc.stub.CallStreamObserver;
import java.util.Iterator;

/** Sends items as long as the call is ready for them, and half-closes it; on the event loop. */
final class Pump implements Runnable {
  private final Iterator<Item> items;
  private final CallStreamObserver<Item> call;
  private boolean running;
  private boolean completed;

  Pump(Order items, CallStreamObserver<Item> call) {
    this.items = Items.of(items).iterator();
    this.call = call;
  }

  @Override
  public void run() {
    // Once an item is on its way, Armeria says within onNext that the call is ready again.
    if (running) {
      return;
    }
    running = true;
    while (!completed && call.isReady()) {
      if (items.hasNext()) {
        call.onNext(items.next());
      } else {
        completed = true;
        call.onCompleted();
      }
    }
    running = false;
  }
}
