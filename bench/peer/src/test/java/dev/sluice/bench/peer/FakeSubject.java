package dev.sluice.bench.peer;

import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Carries items nowhere, and distorts them on the way. */
class FakeSubject implements Subject {
  final AtomicInteger connects = new AtomicInteger();
  final AtomicInteger openClients = new AtomicInteger();
  final AtomicInteger openServers = new AtomicInteger();
  final AtomicInteger openStreams = new AtomicInteger();
  final AtomicInteger mostOpenStreams = new AtomicInteger();
  private final UnaryOperator<List<Item>> distortion;

  FakeSubject() {
    this(items -> items);
  }

  FakeSubject(UnaryOperator<List<Item>> distortion) {
    this.distortion = distortion;
  }

  /** Called by every call; may fail, or wait. */
  void disturb() throws Exception {}

  /** A disturbance that lasts until the thread is interrupted. */
  static void hang() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Override
  public RunningServer startServer() {
    openServers.incrementAndGet();
    return new RunningServer() {
      @Override
      public int port() {
        return 4711;
      }

      @Override
      public void close() {
        openServers.decrementAndGet();
      }
    };
  }

  @Override
  public Client connect(int port, int connections) {
    connects.incrementAndGet();
    openClients.incrementAndGet();
    return new FakeClient();
  }

  private final class FakeClient implements Client {
    private Fold carry(Order order, Fold fold) throws Exception {
      disturb();
      List<Item> items = new ArrayList<>();
      Items.of(order).forEach(items::add);
      distortion.apply(items).forEach(fold::add);
      return fold;
    }

    @Override
    public void download(int connection, Order items, Fold fold) throws Exception {
      carry(items, fold);
    }

    @Override
    public Total upload(int connection, Order items) throws Exception {
      return carry(items, new Fold()).total();
    }

    @Override
    public void exchange(int connection, Order items, Fold fold) throws Exception {
      carry(items, fold);
    }

    @Override
    public Exchange open(int connection) {
      return new FakeExchange();
    }

    @Override
    public Item once(int connection, Item request) throws Exception {
      disturb();
      return Items.echo(request);
    }

    @Override
    public void close() {
      openClients.decrementAndGet();
    }
  }

  private final class FakeExchange implements Exchange {
    private boolean open = true;

    FakeExchange() {
      mostOpenStreams.accumulateAndGet(openStreams.incrementAndGet(), Math::max);
    }

    @Override
    public Item roundTrip(Item item) throws Exception {
      disturb();
      return Items.echo(item);
    }

    @Override
    public void finish() {
      close();
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        openStreams.decrementAndGet();
      }
    }
  }
}
