package dev.sluice.bench.helidon;

import dev.sluice.bench.peer.RunningServer;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.grpc.GrpcRouting;

record HelidonServer(WebServer server) implements RunningServer {
  static HelidonServer start() {
    WebServer server =
        Tuning.server()
            .host("127.0.0.1")
            .port(0)
            .addRouting(GrpcRouting.builder().service(new Service()))
            .build();
    return new HelidonServer(server.start());
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
