package dev.sluice.bench;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server and the client of a subject, ready to work.
 *
 * @param server null if the client brings it along in its own process
 */
record Pair(@Nullable PeerProcess server, PeerProcess client) implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);

  static Pair start(Launcher launcher, Subject subject) throws PeerFailure, InterruptedException {
    if (!subject.program().hasServer()) {
      return withClient(launcher, subject, null, List.of());
    }
    PeerProcess server = launcher.server(subject);
    try {
      long port = readyServer(server).get("port");
      return withClient(launcher, subject, server, List.of("port=" + port));
    } catch (PeerFailure e) {
      server.kill();
      throw e;
    }
  }

  private static Answer readyServer(PeerProcess server) throws PeerFailure, InterruptedException {
    try {
      return server.awaitReady(START_LIMIT);
    } catch (PeerFailure e) {
      throw PeerFailure.broken("the server " + e.reason());
    }
  }

  private static Pair withClient(
      Launcher launcher, Subject subject, @Nullable PeerProcess server, List<String> arguments)
      throws PeerFailure, InterruptedException {
    PeerProcess client = launcher.client(subject, arguments);
    try {
      client.awaitReady(START_LIMIT);
      return new Pair(server, client);
    } catch (PeerFailure e) {
      client.kill();
      throw e;
    }
  }

  void settle() throws PeerFailure, InterruptedException {
    client.ask("settle", SETTLE_LIMIT);
    if (server != null) {
      server.ask("settle", SETTLE_LIMIT);
    }
  }

  /** Lets both end, without waiting for it. */
  void hangUp() {
    client.hangUp();
    if (server != null) {
      server.hangUp();
    }
  }

  @Override
  public void close() {
    hangUp();
    client.close();
    if (server != null) {
      server.close();
    }
  }

  void kill() {
    client.kill();
    if (server != null) {
      server.kill();
    }
  }
}
