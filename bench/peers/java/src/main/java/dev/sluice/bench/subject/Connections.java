package dev.sluice.bench.subject;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** Channels that are connected, each by one connection. */
final class Connections implements AutoCloseable {
  private final List<ManagedChannel> channels = new ArrayList<>();

  private Connections() {}

  static Connections open(int count, Supplier<ManagedChannel> opener) throws Exception {
    Connections connections = new Connections();
    try {
      for (int i = 0; i < count; i++) {
        connections.channels.add(opener.get());
      }
      for (ManagedChannel channel : connections.channels) {
        awaitReady(channel);
      }
      return connections;
    } catch (IOException | InterruptedException | RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private static void awaitReady(ManagedChannel channel) throws IOException, InterruptedException {
    while (true) {
      ConnectivityState state = channel.getState(true);
      if (state == ConnectivityState.READY) {
        return;
      }
      if (state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.SHUTDOWN) {
        throw new IOException("could not connect");
      }
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      changed.await();
    }
  }

  /** What is called on each channel. */
  <T> List<T> map(Function<ManagedChannel, T> stub) {
    return channels.stream().map(stub).toList();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    channels.forEach(channel -> GrpcSubject.awaitQuietly(channel::awaitTermination));
  }
}
