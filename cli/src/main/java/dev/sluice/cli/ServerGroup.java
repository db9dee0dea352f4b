package dev.sluice.cli;

import io.grpc.ServerCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers that stop together. One thread at a time. */
final class ServerGroup {
  private final List<NumbersServer> servers = new ArrayList<>();

  /**
   * Starts one more.
   *
   * @return its port
   * @throws IOException if it cannot listen there
   */
  int start(Transport transport, ServerPlan plan, ServerCredentials credentials)
      throws IOException {
    NumbersServer server =
        NumbersServer.start(
            transport.server(plan.address().resolve(), credentials), plan.services());
    servers.add(server);
    return server.port();
  }

  /** Takes no more calls. Does not block. */
  void drain() {
    servers.forEach(NumbersServer::drain);
  }

  /** Waits until no call runs; returns whether that came about in time. */
  boolean awaitIdle(Duration time) {
    try {
      return awaitIdle(TimeUnit.NANOSECONDS.convert(time));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitIdle(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    for (NumbersServer server : servers) {
      if (!server.awaitIdle(nanos - (System.nanoTime() - start))) {
        return false;
      }
    }
    return true;
  }

  /** Ends the servers, and the calls that still run. Blocks until they have let go of all. */
  void cut() {
    servers.forEach(NumbersServer::cut);
    servers.clear();
  }
}
