package dev.sluice.bench.subject;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Duplex;
import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchSluice;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.util.List;

/** The client as a user of Sluice writes it. */
final class SluiceClient implements Client {
  private final Connections connections;
  private final List<BenchSluice.Client> clients;

  SluiceClient(Connections connections) {
    this.connections = connections;
    this.clients = connections.map(BenchSluice::newClient);
  }

  @Override
  public void download(int connection, Order items, Fold fold) {
    try (var call = clients.get(connection).download(items)) {
      for (Item item : call) {
        fold.add(item);
      }
    }
  }

  @Override
  public Total upload(int connection, Order items) {
    try (var call = clients.get(connection).upload()) {
      for (Item item : Items.of(items)) {
        call.send(item);
      }
      return call.closeAndReceive();
    }
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    try (var call = clients.get(connection).exchange()) {
      Duplex.run(() -> sendAll(items, call), () -> call.forEach(fold::add));
    }
  }

  private static void sendAll(Order items, BidiStreamingCall<Item, Item> call) {
    for (Item item : Items.of(items)) {
      call.send(item);
    }
    call.closeSend();
  }

  @Override
  public Exchange open(int connection) {
    return new OpenExchange(clients.get(connection).exchange());
  }

  @Override
  public Item once(int connection, Item request) {
    return clients.get(connection).once(request);
  }

  @Override
  public void close() {
    connections.close();
  }

  private record OpenExchange(BidiStreamingCall<Item, Item> call) implements Exchange {
    @Override
    public Item roundTrip(Item item) {
      call.send(item);
      Item echo = call.receive();
      if (echo == null) {
        throw new IllegalStateException("the stream ended before the echo came");
      }
      return echo;
    }

    @Override
    public void finish() {
      call.closeSend();
      if (call.receive() != null) {
        throw new IllegalStateException("an item came instead of the end");
      }
    }

    @Override
    public void close() {
      call.close();
    }
  }
}
