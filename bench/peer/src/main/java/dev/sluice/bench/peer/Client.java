package dev.sluice.bench.peer;

import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;

/**
 * The client of a subject, with its open connections. Each calling thread makes one call at a time;
 * many threads call at once. Each method returns when the stream has ended with OK, and throws when
 * it ends otherwise.
 */
public interface Client extends AutoCloseable {
  /** Downloads the items and folds them as they arrive. */
  void download(int connection, Order items, Fold fold) throws Exception;

  /** Uploads the items, and returns what the server made of them. */
  Total upload(int connection, Order items) throws Exception;

  /** Sends the items, held only by flow control, while it folds their echoes: full duplex. */
  void exchange(int connection, Order items, Fold fold) throws Exception;

  /** Opens a stream for round trips. */
  Exchange open(int connection) throws Exception;

  /** One unary call. */
  Item once(int connection, Item request) throws Exception;

  /** Closes the connections; what still runs on them is cancelled. */
  @Override
  void close();

  /**
   * Sends each item once the echo of the one before has arrived. Overridden where the API calls
   * back, so that nobody pays for a blocked thread who need not have one.
   */
  default void pingpong(int connection, Order items, Fold fold, RoundTrips times) throws Exception {
    try (Exchange exchange = open(connection)) {
      for (Item item : Items.of(items)) {
        long start = System.nanoTime();
        fold.add(exchange.roundTrip(item));
        times.add(System.nanoTime() - start);
      }
      exchange.finish();
    }
  }
}
