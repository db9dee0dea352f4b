package dev.sluice.bench.peer;

/** A server that accepts streams until it is closed. */
public interface RunningServer extends AutoCloseable {
  int port();

  /** Ends what still runs. */
  @Override
  void close();
}
