package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Subject;

/** Armeria: stream observers on the event loops, for nothing in them blocks. */
public final class ArmeriaSubject implements Subject {
  private ArmeriaSubject() {}

  public static void main(String[] args) throws Exception {
    Peers.main(new ArmeriaSubject(), args);
  }

  @Override
  public RunningServer startServer() {
    return ArmeriaServer.start();
  }

  @Override
  public Client connect(int port, int connections) {
    return ArmeriaClient.connect(port, connections);
  }
}
