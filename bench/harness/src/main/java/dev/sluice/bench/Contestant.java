package dev.sluice.bench;

/** A subject at one workload. What has processes between the rounds must be able to end them. */
interface Contestant extends AutoCloseable {
  Subject subject();

  /** Does what comes before the first counted round. */
  default void prepare() throws PeerFailure, InterruptedException {}

  Run measure(int round) throws PeerFailure, InterruptedException;

  /** Lets its processes end, without waiting for it. */
  default void hangUp() {}

  @Override
  default void close() {}

  /** Ends its processes, which cannot be trusted to end by themselves. */
  default void kill() {}
}
