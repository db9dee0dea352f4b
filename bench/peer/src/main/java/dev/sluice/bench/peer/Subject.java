package dev.sluice.bench.peer;

import java.util.concurrent.ThreadFactory;

/** What is measured: a server and a client of one implementation. */
public interface Subject {
  /** Starts a server on a free port of 127.0.0.1. */
  RunningServer startServer() throws Exception;

  /** Connects to a server on 127.0.0.1; really connected when it returns. */
  Client connect(int port, int connections) throws Exception;

  /** Whether the workload can be expressed with this subject at all. */
  default boolean supports(Workload workload) {
    return true;
  }

  /** The threads that call the client: one for each stream, or caller. */
  default ThreadFactory threads(Workload workload) {
    return Thread.ofVirtual().factory();
  }
}
