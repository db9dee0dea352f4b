package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Asks for an item whenever there is room for its echo. */
final class Echo implements StreamObserver<Item> {
  private final ServerCallStreamObserver<Item> echoes;
  private boolean asked;

  Echo(ServerCallStreamObserver<Item> echoes) {
    this.echoes = echoes;
    echoes.disableAutoRequest();
    echoes.setOnReadyHandler(this::ask);
  }

  private void ask() {
    if (!asked && echoes.isReady()) {
      asked = true;
      echoes.request(1);
    }
  }

  @Override
  public void onNext(Item item) {
    asked = false;
    echoes.onNext(Items.echo(item));
    ask();
  }

  @Override
  public void onError(Throwable cancelled) {}

  @Override
  public void onCompleted() {
    echoes.onCompleted();
  }
}
