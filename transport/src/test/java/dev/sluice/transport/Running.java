package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What runs during one test, ended after it, the newest first; all of it must end. */
final class Running implements AfterEachCallback {
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  Server start(ServerBuilder<?> builder) {
    try {
      Server server = builder.build().start();
      running.push(() -> end(server));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ManagedChannel open(ManagedChannelBuilder<?> builder) {
    ManagedChannel channel = builder.build();
    running.push(() -> end(channel));
    return channel;
  }

  <T extends AutoCloseable> T closeLater(T closeable) {
    running.push(closeable);
    return closeable;
  }

  /** Has a channel connect, and waits until it has. */
  static void connect(ManagedChannel channel) {
    channel.getState(true);
    await().until(() -> channel.getState(false) == ConnectivityState.READY);
  }

  static void end(Server server) throws InterruptedException {
    server.shutdownNow();
    assertThat(server.awaitTermination(20, SECONDS)).as("the server has ended").isTrue();
  }

  static void end(ManagedChannel channel) throws InterruptedException {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(20, SECONDS)).as("the channel has ended").isTrue();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Exception failure = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
