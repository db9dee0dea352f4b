package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Consumer;

/** A client's call that sends the items of an order. */
final class SendingCall<T> extends EndOfCall<T> implements ClientResponseObserver<Item, T> {
  private final Order items;

  SendingCall(Order items, Consumer<T> received) {
    super(received);
    this.items = items;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Item> call) {
    call.setOnReadyHandler(new Pump(Items.of(items), call));
  }
}
