package dev.sluice.bench.armeria;

import com.linecorp.armeria.client.ClientFactory;
import dev.sluice.bench.proto.BenchGrpc.BenchBlockingStub;
import dev.sluice.bench.proto.BenchGrpc.BenchStub;
import dev.sluice.bench.proto.Item;
import java.util.function.Consumer;

/** One HTTP/2 connection, on one event loop. */
record Connection(ClientFactory factory, BenchStub stub, BenchBlockingStub blockingStub) {
  static Connection open(int port) {
    ClientFactory factory = Tuning.connection();
    Connection connection =
        new Connection(
            factory,
            Tuning.client(port).factory(factory).build(BenchStub.class),
            Tuning.client(port).factory(factory).build(BenchBlockingStub.class));
    connection.blockingStub().once(Item.getDefaultInstance());
    return connection;
  }

  /**
   * Starts the call on the event loop and waits for its end. Started by another thread, it would
   * say that it is ready both there and on the event loop, at once.
   */
  void call(EndOfCall<?> end, Consumer<BenchStub> start) throws Exception {
    factory.eventLoopGroup().execute(() -> start(end, start));
    end.await();
  }

  private void start(EndOfCall<?> end, Consumer<BenchStub> start) {
    try {
      start.accept(stub);
    } catch (RuntimeException e) {
      end.onError(e);
    }
  }

  void close() {
    factory.close();
  }
}
