package dev.sluice.bench.helidon;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.proto.BenchGrpc;
import dev.sluice.bench.proto.BenchGrpc.BenchBlockingStub;
import dev.sluice.bench.proto.BenchGrpc.BenchStub;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import io.grpc.Channel;
import io.helidon.webclient.grpc.GrpcClient;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Has no connections to keep: Helidon's client opens one for every call. */
record HelidonClient(BenchStub stub, BenchBlockingStub blockingStub) implements Client {
  private static final Logger CALLS = Logger.getLogger("io.helidon.webclient.grpc.GrpcClientCall");

  static {
    // To it, that a stream is cancelled is an error, with a stack trace for each of its threads.
    CALLS.setLevel(Level.OFF);
  }

  static HelidonClient connect(int port) {
    Channel channel = Tuning.client(port).client(GrpcClient.PROTOCOL).channel();
    HelidonClient client =
        new HelidonClient(BenchGrpc.newStub(channel), BenchGrpc.newBlockingStub(channel));
    client.once(0, Item.getDefaultInstance());
    return client;
  }

  @Override
  public void download(int connection, Order items, Fold fold) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Total upload(int connection, Order items) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void pingpong(int connection, Order items, Fold fold, RoundTrips times) throws Exception {
    PingPong pingPong = new PingPong(items, fold, times);
    pingPong.start(stub);
    pingPong.end().await();
  }

  @Override
  public Exchange open(int connection) {
    RoundTripStream stream = new RoundTripStream();
    stub.exchange(stream);
    return stream;
  }

  @Override
  public Item once(int connection, Item request) {
    return blockingStub.once(request);
  }

  @Override
  public void close() {}
}
