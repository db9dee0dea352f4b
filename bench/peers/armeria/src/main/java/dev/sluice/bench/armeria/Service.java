package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchGrpc.BenchImplBase;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Runs on the event loop of the connection. */
final class Service extends BenchImplBase {
  @Override
  public void download(Order order, StreamObserver<Item> items) {
    var call = (ServerCallStreamObserver<Item>) items;
    call.setOnReadyHandler(new Pump(order, call));
  }

  @Override
  public StreamObserver<Item> upload(StreamObserver<Total> total) {
    Fold fold = new Fold();
    return new StreamObserver<>() {
      @Override
      public void onNext(Item item) {
        fold.add(item);
      }

      @Override
      public void onError(Throwable cancelled) {}

      @Override
      public void onCompleted() {
        total.onNext(fold.total());
        total.onCompleted();
      }
    };
  }

  @Override
  public StreamObserver<Item> exchange(StreamObserver<Item> echoes) {
    return new Echo((ServerCallStreamObserver<Item>) echoes);
  }

  @Override
  public void once(Item item, StreamObserver<Item> echo) {
    echo.onNext(Items.echo(item));
    echo.onCompleted();
  }
}
