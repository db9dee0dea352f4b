package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.util.Iterator;

/**
 * Writes items as long as the stream takes them, goes on once it has drained, and ends it. Runs on
 * an event loop, which it leaves to others now and then.
 */
final class Pump implements Runnable {
  private static final int BATCH = 256;

  private final Iterator<Item> items;
  private final WriteStream<Item> stream;

  Pump(Order items, WriteStream<Item> stream) {
    this.items = Items.of(items).iterator();
    this.stream = stream;
  }

  @Override
  public void run() {
    for (int written = 0; written < BATCH && items.hasNext(); written++) {
      if (stream.writeQueueFull()) {
        stream.drainHandler(drained -> run());
        return;
      }
      stream.write(items.next());
    }
    if (items.hasNext()) {
      Vertx.currentContext().runOnContext(next -> run());
    } else {
      stream.end();
    }
  }
}
