package dev.sluice.bench.armeria;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

record ArmeriaClient(List<Connection> connections) implements Client {
  static ArmeriaClient connect(int port, int connections) {
    return new ArmeriaClient(
        Stream.generate(() -> Connection.open(port)).limit(connections).toList());
  }

  @Override
  public void download(int connection, Order items, Fold fold) throws Exception {
    EndOfCall<Item> end = new EndOfCall<>(fold::add);
    connections.get(connection).call(end, stub -> stub.download(items, end));
  }

  @Override
  public Total upload(int connection, Order items) throws Exception {
    AtomicReference<Total> total = new AtomicReference<>();
    SendingCall<Total> call = new SendingCall<>(items, total::set);
    connections.get(connection).call(call, stub -> stub.upload(call));
    return total.get();
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    SendingCall<Item> call = new SendingCall<>(items, fold::add);
    connections.get(connection).call(call, stub -> stub.exchange(call));
  }

  @Override
  public void pingpong(int connection, Order items, Fold fold, RoundTrips times) throws Exception {
    PingPong pingPong = new PingPong(items, fold, times);
    connections.get(connection).call(pingPong.end(), pingPong::start);
  }

  @Override
  public Exchange open(int connection) {
    RoundTripStream stream = new RoundTripStream();
    connections.get(connection).stub().exchange(stream);
    return stream;
  }

  @Override
  public Item once(int connection, Item request) {
    return connections.get(connection).blockingStub().once(request);
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
  }
}
