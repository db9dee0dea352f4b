package dev.sluice.bench.helidon;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchGrpc.BenchImplBase;
import dev.sluice.bench.proto.Item;
import io.grpc.stub.StreamObserver;

/** Runs on the virtual thread of the stream. */
final class Service extends BenchImplBase {
  @Override
  public StreamObserver<Item> exchange(StreamObserver<Item> echoes) {
    return new StreamObserver<>() {
      @Override
      public void onNext(Item item) {
        echoes.onNext(Items.echo(item));
      }

      @Override
      public void onError(Throwable cancelled) {}

      @Override
      public void onCompleted() {
        echoes.onCompleted();
      }
    };
  }

  @Override
  public void once(Item item, StreamObserver<Item> echo) {
    echo.onNext(Items.echo(item));
    echo.onCompleted();
  }
}
