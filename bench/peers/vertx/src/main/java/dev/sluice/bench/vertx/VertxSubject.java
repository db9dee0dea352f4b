package dev.sluice.bench.vertx;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Subject;

/** Vert.x gRPC: a server verticle for each core, and a client verticle for each connection. */
public final class VertxSubject implements Subject {
  private VertxSubject() {}

  public static void main(String[] args) throws Exception {
    Peers.main(new VertxSubject(), args);
  }

  @Override
  public RunningServer startServer() throws Exception {
    return VertxServer.start();
  }

  @Override
  public Client connect(int port, int connections) throws Exception {
    return VertxClient.connect(port, connections);
  }
}
