package dev.sluice.bench.vertx;

import dev.sluice.bench.proto.BenchGrpcClient;
import dev.sluice.bench.proto.Item;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** One HTTP/2 connection, all of whose calls run on its event loop. */
final class Connection extends VerticleBase {
  private final SocketAddress server;
  private GrpcClient client;

  Connection(int port) {
    this.server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  @Override
  public Future<Item> start() {
    // Its pool has no more than one connection, which the first call opens.
    client = GrpcClient.client(vertx, Tuning.grpcClient(), Tuning.httpClient());
    return BenchGrpcClient.create(client, server).once(Item.getDefaultInstance());
  }

  @Override
  public Future<Void> stop() {
    return client.close();
  }

  BenchGrpcClient stub() {
    return BenchGrpcClient.create(client, server);
  }

  <I, O> Future<GrpcClientRequest<I, O>> request(ServiceMethod<O, I> method) {
    return client.request(server, method);
  }

  /** Runs the call on the event loop, while the thread waits for its end. */
  <T> T await(Supplier<Future<T>> call) throws Exception {
    Promise<T> end = Promise.promise();
    context.runOnContext(
        now -> Future.succeededFuture().compose(start -> call.get()).onComplete(end));
    try {
      return end.future().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  void run(Runnable task) {
    context.runOnContext(now -> task.run());
  }
}
