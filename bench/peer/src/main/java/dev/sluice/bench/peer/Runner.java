package dev.sluice.bench.peer;

import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;

/** Does one run with a connected client. */
final class Runner {
  private static final int ROUND_TRIPS_KEPT = 200_000;
  private static final int OPENED_AT_ONCE = 256;

  private final Client client;
  private final Run run;
  private final LongAdder messages = new LongAdder();
  private final LongAdder checksum = new LongAdder();
  private final List<RoundTrips> roundTrips = new ArrayList<>();
  private final Queue<Exchange> held = new ConcurrentLinkedQueue<>();
  private final Semaphore opening = new Semaphore(OPENED_AT_ONCE);

  Runner(Client client, Run run) {
    this.client = client;
    this.run = run;
  }

  Result run(ThreadFactory threads) throws Exception {
    Streams.Task task = task();
    long start = System.nanoTime();
    Streams.run(threads, run.streams(), task);
    long nanos = System.nanoTime() - start;
    return new Result(nanos, messages.sum(), checksum.sum(), roundTrips);
  }

  /** The streams that are still open, whether or not the run succeeded. */
  Queue<Exchange> held() {
    return held;
  }

  private Streams.Task task() {
    return switch (run.workload()) {
      case DOWNLOAD ->
          folding((stream, items, fold) -> client.download(run.connection(stream), items, fold));
      case UPLOAD -> this::upload;
      case EXCHANGE ->
          folding((stream, items, fold) -> client.exchange(run.connection(stream), items, fold));
      case PINGPONG ->
          timed((stream, items, fold, times) ->
              client.pingpong(run.connection(stream), items, fold, times));
      case UNARY -> timed(this::unary);
      case SETUP -> folding(this::setUp);
      case IDLE -> folding(this::holdOpen);
    };
  }

  private interface FoldingTask {
    void run(int stream, Order items, Fold fold) throws Exception;
  }

  private interface TimedTask {
    void run(int stream, Order items, Fold fold, RoundTrips times) throws Exception;
  }

  private Streams.Task folding(FoldingTask task) {
    return stream -> {
      Fold fold = new Fold();
      task.run(stream, run.order(stream), fold);
      count(fold.total());
    };
  }

  private Streams.Task timed(TimedTask task) {
    int kept = (int) Math.min(run.perStream(), ROUND_TRIPS_KEPT / run.streams());
    for (int stream = 0; stream < run.streams(); stream++) {
      roundTrips.add(new RoundTrips(kept));
    }
    return folding((stream, items, fold) -> task.run(stream, items, fold, roundTrips.get(stream)));
  }

  private void count(Total total) {
    messages.add(total.getCount());
    checksum.add(total.getChecksum());
  }

  private void upload(int stream) throws Exception {
    count(client.upload(run.connection(stream), run.order(stream)));
  }

  private void unary(int caller, Order items, Fold fold, RoundTrips times) throws Exception {
    for (Item item : Items.of(items)) {
      long start = System.nanoTime();
      fold.add(client.once(run.connection(caller), item));
      times.add(System.nanoTime() - start);
    }
  }

  private void setUp(int caller, Order items, Fold fold) throws Exception {
    for (Item item : Items.of(items)) {
      try (Exchange exchange = client.open(run.connection(caller))) {
        fold.add(exchange.roundTrip(item));
        exchange.finish();
      }
    }
  }

  private void holdOpen(int stream, Order items, Fold fold) throws Exception {
    opening.acquire();
    try {
      Exchange exchange = client.open(run.connection(stream));
      held.add(exchange);
      fold.add(exchange.roundTrip(Items.of(items).iterator().next()));
    } finally {
      opening.release();
    }
  }
}
