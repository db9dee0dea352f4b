package dev.sluice;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchSluice;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls of a generated client to a generated service, in process: nothing is serialized, so this is
 * what stream and grpc-java cost by themselves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {
  private static final int MESSAGES = 10_000;
  private static final String NAME = "call-benchmark";

  private final Item item = Items.item(1, Items.payload(0));
  private final Order order = Items.order(0, MESSAGES, 0);
  private final Server server =
      InProcessServerBuilder.forName(NAME)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .addService(new Service())
          .build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(NAME).build();
  private final BenchSluice.Client client = BenchSluice.newClient(channel);

  /** Starts the server. */
  @Setup
  public void start() throws IOException {
    server.start();
  }

  /** Stops the server. */
  @TearDown
  public void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  /** A unary call. */
  @Benchmark
  public Item unary() {
    return client.once(item);
  }

  /** A message of a server streaming call. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long download() {
    long sum = 0;
    try (var call = client.download(order)) {
      for (Item received : call) {
        sum += received.getValue();
      }
    }
    return sum;
  }

  /** A round trip on an open stream. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public @Nullable Item roundTrip() {
    try (var call = client.exchange()) {
      Item echo = null;
      for (int i = 0; i < MESSAGES; i++) {
        call.send(item);
        echo = call.receive();
      }
      return echo;
    }
  }

  private static final class Service extends BenchSluice.Service {
    @Override
    public Item once(Item request) {
      return request;
    }

    @Override
    public void download(Order request, Sender<Item> responses) {
      for (Item response : Items.of(request)) {
        responses.send(response);
      }
    }

    @Override
    public void exchange(Receiver<Item> requests, Sender<Item> responses) {
      for (Item request : requests) {
        responses.send(request);
      }
    }
  }
}
