package dev.sluice.bench.peer;

import dev.sluice.bench.proto.Item;

/** An open stream that echoes; used by one thread at a time. */
public interface Exchange extends AutoCloseable {
  /** Sends an item and waits for its echo. */
  Item roundTrip(Item item) throws Exception;

  /** Half-closes the stream and waits for its end, which must be OK. */
  void finish() throws Exception;

  /** Cancels the stream, unless it has ended. */
  @Override
  void close();
}
