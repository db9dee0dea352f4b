package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Round trips in which each echo's callback sends the next item. */
final class PingPong {
  private final Iterator<Item> items;
  private final Fold fold;
  private final RoundTrips times;
  private @Nullable StreamObserver<Item> requests;
  private long sent;

  PingPong(Order items, Fold fold, RoundTrips times) {
    this.items = Items.of(items).iterator();
    this.fold = fold;
    this.times = times;
  }

  void start(StreamObserver<Item> call) {
    requests = call;
    sendNext(call);
  }

  void received(Item echo) {
    times.add(System.nanoTime() - sent);
    fold.add(echo);
    if (requests != null) {
      sendNext(requests);
    }
  }

  private void sendNext(StreamObserver<Item> call) {
    if (items.hasNext()) {
      Item item = items.next();
      sent = System.nanoTime();
      call.onNext(item);
    } else {
      call.onCompleted();
    }
  }
}
