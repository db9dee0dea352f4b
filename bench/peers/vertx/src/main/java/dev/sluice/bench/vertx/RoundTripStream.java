package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.proto.Item;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;

/** Its state belongs to the event loop. */
final class RoundTripStream implements Exchange {
  private final Connection connection;
  private final GrpcClientRequest<Item, Item> request;
  private final Future<Void> end;
  private Promise<Item> echo = Promise.promise();

  RoundTripStream(Connection connection, GrpcClientRequest<Item, Item> request) {
    this.connection = connection;
    this.request = request;
    this.end = request.response().compose(this::receive).onComplete(this::ended);
  }

  private Future<Void> receive(GrpcClientResponse<Item, Item> response) {
    response.handler(item -> echo.complete(item));
    return response.end();
  }

  private void ended(Void ok, Throwable failure) {
    echo.tryFail(failure == null ? new IllegalStateException("ended without an echo") : failure);
  }

  @Override
  public Item roundTrip(Item item) throws Exception {
    return connection.await(() -> {
      echo = Promise.promise();
      request.write(item);
      return echo.future();
    });
  }

  @Override
  public void finish() throws Exception {
    connection.await(() -> {
      request.end();
      return end;
    });
  }

  @Override
  public void close() {
    if (!end.isComplete()) {
      connection.run(request::cancel);
    }
  }
}
