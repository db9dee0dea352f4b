package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.BenchGrpc.BenchStub;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;

/** Round trips one after the other, all on the event loop. */
final class PingPong {
  private final Iterator<Item> items;
  private final Fold fold;
  private final RoundTrips times;
  private final EndOfCall<Item> end = new EndOfCall<>(this::received);
  private StreamObserver<Item> requests;
  private long sent;

  PingPong(Order items, Fold fold, RoundTrips times) {
    this.items = Items.of(items).iterator();
    this.fold = fold;
    this.times = times;
  }

  EndOfCall<Item> end() {
    return end;
  }

  void start(BenchStub stub) {
    requests = stub.exchange(end);
    sendNext();
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
      requests.onNext(item);
    } else {
      requests.onCompleted();
    }
  }
}
