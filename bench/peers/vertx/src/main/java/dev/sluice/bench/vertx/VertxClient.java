package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.BenchGrpcClient;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.List;
import java.util.stream.Stream;

/** Every call runs on the event loop of its connection; the caller waits for its end. */
record VertxClient(Vertx vertx, List<Connection> connections) implements Client {
  static VertxClient connect(int port, int connections) {
    Vertx vertx = Vertx.vertx();
    List<Connection> all = Stream.generate(() -> new Connection(port)).limit(connections).toList();
    Future.all(all.stream().map(vertx::deployVerticle).toList()).await();
    return new VertxClient(vertx, all);
  }

  @Override
  public void download(int connection, Order items, Fold fold) throws Exception {
    Connection to = connections.get(connection);
    to.await(() ->
        to.request(BenchGrpcClient.Download)
            .compose(request -> {
              request.end(items);
              return foldResponse(request, fold);
            }));
  }

  @Override
  public Total upload(int connection, Order items) throws Exception {
    Connection to = connections.get(connection);
    return to.await(() ->
        to.request(BenchGrpcClient.Upload)
            .compose(request -> {
              new Pump(items, request).run();
              return request.response().compose(response -> response.last());
            }));
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    Connection to = connections.get(connection);
    to.await(() ->
        to.request(BenchGrpcClient.Exchange)
            .compose(request -> {
              new Pump(items, request).run();
              return foldResponse(request, fold);
            }));
  }

  private static Future<Void> foldResponse(GrpcClientRequest<?, Item> request, Fold fold) {
    return request
        .response()
        .compose(response -> {
          response.handler(fold::add);
          return response.end();
        });
  }

  @Override
  public Exchange open(int connection) throws Exception {
    Connection to = connections.get(connection);
    return to.await(() ->
        to.request(BenchGrpcClient.Exchange).map(request -> new RoundTripStream(to, request)));
  }

  @Override
  public void pingpong(int connection, Order items, Fold fold, RoundTrips times) throws Exception {
    Connection to = connections.get(connection);
    to.await(() ->
        to.request(BenchGrpcClient.Exchange)
            .compose(request -> new PingPong(items, fold, times, request).run()));
  }

  @Override
  public Item once(int connection, Item request) throws Exception {
    Connection to = connections.get(connection);
    return to.await(() -> to.stub().once(request));
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
