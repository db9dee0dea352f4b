package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchService;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Runs on the event loop of the connection. */
final class Service extends BenchService {
  @Override
  protected void download(Order order, WriteStream<Item> response) {
    new Pump(order, response).run();
  }

  @Override
  public Future<Total> upload(ReadStream<Item> request) {
    Fold fold = new Fold();
    Promise<Total> total = Promise.promise();
    request.handler(fold::add);
    request.endHandler(end -> total.complete(fold.total()));
    return total.future();
  }

  @Override
  protected void exchange(ReadStream<Item> request, WriteStream<Item> response) {
    request.handler(item -> {
      response.write(Items.echo(item));
      if (response.writeQueueFull()) {
        request.pause();
        response.drainHandler(drained -> request.resume());
      }
    });
    request.endHandler(end -> response.end());
  }

  @Override
  public Future<Item> once(Item request) {
    return Future.succeededFuture(Items.echo(request));
  }
}
