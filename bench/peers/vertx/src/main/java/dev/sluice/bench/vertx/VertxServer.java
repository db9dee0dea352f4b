package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.proto.BenchGrpcService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.server.GrpcServer;
import java.util.concurrent.atomic.AtomicInteger;

/** One verticle, and so one event loop, for each core; they share the port. */
record VertxServer(Vertx vertx, int port) implements RunningServer {
  /** What all instances of a deployment that ask for it share is a free port. */
  private static final int SHARED_FREE_PORT = -1;

  static VertxServer start() {
    Vertx vertx = Vertx.vertx();
    AtomicInteger port = new AtomicInteger();
    DeploymentOptions each =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    vertx.deployVerticle(() -> new Listener(port), each).await();
    return new VertxServer(vertx, port.get());
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  private static final class Listener extends VerticleBase {
    private final AtomicInteger port;

    Listener(AtomicInteger port) {
      this.port = port;
    }

    @Override
    public Future<HttpServer> start() {
      GrpcServer grpc = GrpcServer.server(vertx, Tuning.grpcServer());
      grpc.addService(BenchGrpcService.of(new Service()));
      return vertx
          .createHttpServer(Tuning.httpServer())
          .requestHandler(grpc)
          .listen(SHARED_FREE_PORT, "127.0.0.1")
          .onSuccess(server -> port.set(server.actualPort()));
    }
  }
}
