package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Subject;
import dev.sluice.bench.peer.Workload;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** Plain sockets, one for each stream: what could be had without gRPC. */
abstract class TcpSubject implements Subject {
  /** Blocking sockets are quickest to wake a thread that the kernel knows. */
  static final ThreadFactory THREADS = Thread.ofPlatform().daemon().name("tcp-", 0).factory();

  private final Wire.Factory wires;

  TcpSubject(Wire.Factory wires) {
    this.wires = wires;
  }

  /** Whether its streams wait more than they work, so that there may be very many of them. */
  static boolean isMostlyIdle(Workload workload) {
    return workload == Workload.IDLE || workload == Workload.SETUP;
  }

  @Override
  public boolean supports(Workload workload) {
    return switch (workload) {
      case DOWNLOAD, UPLOAD, EXCHANGE, PINGPONG -> true;
      case UNARY, SETUP, IDLE -> false;
    };
  }

  @Override
  public final ThreadFactory threads(Workload workload) {
    return isMostlyIdle(workload) ? Thread.ofVirtual().factory() : THREADS;
  }

  @Override
  public final RunningServer startServer() throws IOException {
    return TcpServer.start(wires);
  }

  @Override
  public final Client connect(int port, int connections) throws IOException {
    TcpClient client = new TcpClient(port, wires);
    client.probe();
    return client;
  }
}
