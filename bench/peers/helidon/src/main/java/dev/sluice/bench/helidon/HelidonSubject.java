package dev.sluice.bench.helidon;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Subject;
import dev.sluice.bench.peer.Workload;

/** Helidon: blocking handlers on virtual threads. */
public final class HelidonSubject implements Subject {
  private HelidonSubject() {}

  public static void main(String[] args) throws Exception {
    Peers.main(new HelidonSubject(), args);
  }

  @Override
  public RunningServer startServer() {
    return HelidonServer.start();
  }

  @Override
  public Client connect(int port, int connections) {
    return HelidonClient.connect(port);
  }

  /**
   * Its client keeps what it is told to send in a queue that has no bound, and cannot read a
   * message that a full window has cut within its prefix.
   */
  @Override
  public boolean supports(Workload workload) {
    return switch (workload) {
      case DOWNLOAD, UPLOAD, EXCHANGE -> false;
      case PINGPONG, UNARY, SETUP, IDLE -> true;
    };
  }
}
