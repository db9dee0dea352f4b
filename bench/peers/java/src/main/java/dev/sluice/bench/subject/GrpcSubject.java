package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Subject;
import io.grpc.BindableService;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A subject on channels and servers of grpc-java, whatever carries its calls. */
abstract class GrpcSubject implements Subject {
  static final int MAX_MESSAGE_BYTES = 8 << 20;
  private static final long CLOSE_SECONDS = 10;

  /** Of a server on a free port of 127.0.0.1. */
  abstract ServerBuilder<?> serverBuilder();

  /** Of a channel to that server. */
  abstract ManagedChannelBuilder<?> channelBuilder(int port);

  abstract BindableService service();

  abstract Client client(Connections connections);

  @Override
  public final RunningServer startServer() throws IOException {
    Server server =
        serverBuilder()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addService(service())
            .build()
            .start();
    return new RunningServer() {
      @Override
      public int port() {
        return server.getPort();
      }

      @Override
      public void close() {
        server.shutdownNow();
        awaitQuietly(server::awaitTermination);
      }
    };
  }

  @Override
  public final Client connect(int port, int connections) throws Exception {
    return client(
        Connections.open(
            connections,
            () -> channelBuilder(port).maxInboundMessageSize(MAX_MESSAGE_BYTES).build()));
  }

  /** The waiting of a server or channel for its own end. */
  interface Awaiting {
    boolean await(long timeout, TimeUnit unit) throws InterruptedException;
  }

  static void awaitQuietly(Awaiting end) {
    try {
      if (!end.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("not closed within " + CLOSE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
