package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The client as a user of grpc-java's asynchronous stubs writes it, with back-pressure. */
final class ObserverClient implements Client {
  private final Connections connections;
  private final List<Channel> channels;

  ObserverClient(Connections connections) {
    this.connections = connections;
    this.channels = connections.map(channel -> channel);
  }

  private <ReqT, RespT> ClientCall<ReqT, RespT> call(
      int connection, MethodDescriptor<ReqT, RespT> method) {
    return channels.get(connection).newCall(method, CallOptions.DEFAULT);
  }

  @Override
  public void download(int connection, Order items, Fold fold) throws Exception {
    EndOfCall<Item> end = new EndOfCall<>(fold::add);
    ClientCalls.asyncServerStreamingCall(call(connection, BenchMethods.DOWNLOAD), items, end);
    end.await();
  }

  @Override
  public Total upload(int connection, Order items) throws Exception {
    AtomicReference<Total> total = new AtomicReference<>(Total.getDefaultInstance());
    SendingCall<Total> call = new SendingCall<>(items, total::set);
    ClientCalls.asyncClientStreamingCall(call(connection, BenchMethods.UPLOAD), call);
    call.await();
    return total.get();
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    SendingCall<Item> call = new SendingCall<>(items, fold::add);
    ClientCalls.asyncBidiStreamingCall(call(connection, BenchMethods.EXCHANGE), call);
    call.await();
  }

  @Override
  public void pingpong(int connection, Order items, Fold fold, RoundTrips times) throws Exception {
    PingPong pingPong = new PingPong(items, fold, times);
    EndOfCall<Item> end = new EndOfCall<>(pingPong::received);
    pingPong.start(
        ClientCalls.asyncBidiStreamingCall(call(connection, BenchMethods.EXCHANGE), end));
    end.await();
  }

  @Override
  public Exchange open(int connection) {
    ObserverExchange exchange = new ObserverExchange();
    ClientCalls.asyncBidiStreamingCall(call(connection, BenchMethods.EXCHANGE), exchange);
    return exchange;
  }

  @Override
  public Item once(int connection, Item request) {
    return ClientCalls.blockingUnaryCall(
        channels.get(connection), BenchMethods.ONCE, CallOptions.DEFAULT, request);
  }

  @Override
  public void close() {
    connections.close();
  }
}
