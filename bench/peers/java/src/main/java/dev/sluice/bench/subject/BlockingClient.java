package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.FutureTask;

/** The client as a user of grpc-java's blocking stubs, version 2, writes it. */
final class BlockingClient implements Client {
  private final Connections connections;
  private final List<Channel> channels;

  BlockingClient(Connections connections) {
    this.connections = connections;
    this.channels = connections.map(channel -> channel);
  }

  @Override
  public void download(int connection, Order items, Fold fold) throws Exception {
    foldAll(
        ClientCalls.blockingV2ServerStreamingCall(
            channels.get(connection), BenchMethods.DOWNLOAD, CallOptions.DEFAULT, items),
        fold);
  }

  @Override
  public Total upload(int connection, Order items) throws Exception {
    BlockingClientCall<Item, Total> call =
        ClientCalls.blockingClientStreamingCall(
            channels.get(connection), BenchMethods.UPLOAD, CallOptions.DEFAULT);
    sendAll(items, call);
    Total total = received(call);
    expectEnd(call);
    return total;
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    BlockingClientCall<Item, Item> call = bidi(connection);
    FutureTask<Void> sending =
        Background.start(Thread.ofVirtual().factory(), () -> sendAll(items, call));
    foldAll(call, fold);
    sending.get();
  }

  @Override
  public Exchange open(int connection) {
    return new OpenExchange(bidi(connection));
  }

  @Override
  public Item once(int connection, Item request) throws StatusException {
    return ClientCalls.blockingV2UnaryCall(
        channels.get(connection), BenchMethods.ONCE, CallOptions.DEFAULT, request);
  }

  @Override
  public void close() {
    connections.close();
  }

  private BlockingClientCall<Item, Item> bidi(int connection) {
    return ClientCalls.blockingBidiStreamingCall(
        channels.get(connection), BenchMethods.EXCHANGE, CallOptions.DEFAULT);
  }

  private static void sendAll(Order items, BlockingClientCall<Item, ?> call) throws Exception {
    for (Item item : Items.of(items)) {
      call.write(item);
    }
    call.halfClose();
  }

  private static void foldAll(BlockingClientCall<?, Item> call, Fold fold) throws Exception {
    for (Item item = call.read(); item != null; item = call.read()) {
      fold.add(item);
    }
  }

  private static <T> T received(BlockingClientCall<?, T> call) throws Exception {
    T message = call.read();
    if (message == null) {
      throw Status.INTERNAL.withDescription("ended before the message came").asException();
    }
    return message;
  }

  private static void expectEnd(BlockingClientCall<?, ?> call) throws Exception {
    if (call.read() != null) {
      throw Status.INTERNAL.withDescription("a message came instead of the end").asException();
    }
  }

  private record OpenExchange(BlockingClientCall<Item, Item> call) implements Exchange {
    @Override
    public Item roundTrip(Item item) throws Exception {
      call.write(item);
      return received(call);
    }

    @Override
    public void finish() throws Exception {
      call.halfClose();
      expectEnd(call);
    }

    @Override
    public void close() {
      call.cancel("closed", null);
    }
  }
}
