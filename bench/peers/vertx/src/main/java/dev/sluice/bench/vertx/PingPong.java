package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.Iterator;

/** Round trips one after the other, all on the event loop. */
final class PingPong {
  private final Iterator<Item> items;
  private final Fold fold;
  private final RoundTrips times;
  private final GrpcClientRequest<Item, Item> request;
  private long sent;

  PingPong(Order items, Fold fold, RoundTrips times, GrpcClientRequest<Item, Item> request) {
    this.items = Items.of(items).iterator();
    this.fold = fold;
    this.times = times;
    this.request = request;
  }

  Future<Void> run() {
    sendNext();
    return request
        .response()
        .compose(response -> {
          response.handler(this::received);
          return response.end();
        });
  }

  private void received(Item echo) {
    times.add(System.nanoTime() - sent);
    fold.add(echo);
    sendNext();
  }

  private void sendNext() {
    if (items.hasNext()) {
      Item item = items.next();
      sent = System.nanoTime();
      request.write(item);
    } else {
      request.end();
    }
  }
}
