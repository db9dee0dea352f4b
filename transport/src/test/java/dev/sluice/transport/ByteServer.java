package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Handlers;
import dev.sluice.ServiceOptions;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of {@link ByteCalls}, for clients that misbehave. */
final class ByteServer implements AutoCloseable {
  private static final byte[] POURED = new byte[8 * 1024];

  private final Server server;
  private final List<RawClient> clients = new ArrayList<>();

  /** How many handlers are under way. */
  final AtomicInteger running = new AtomicInteger();

  /** How many have begun. */
  final AtomicInteger begun = new AtomicInteger();

  /** How many messages {@code Pour} has sent. */
  final AtomicInteger poured = new AtomicInteger();

  /** How many messages {@code Echo} has received. */
  final AtomicInteger echoed = new AtomicInteger();

  /** Lets {@code Idle} end in order, once for each permit. */
  final Semaphore idleMayEnd = new Semaphore(0);

  private interface Body {
    void run() throws Exception;
  }

  private ByteServer(ServerBuilder<?> builder) throws IOException {
    server = builder.addService(service()).build().start();
  }

  static ByteServer start() throws IOException {
    return start(Transports.server());
  }

  static ByteServer start(ServerBuilder<?> builder) throws IOException {
    return new ByteServer(builder);
  }

  private ServerServiceDefinition service() {
    ServiceOptions options = ServiceOptions.defaults();
    return ServerServiceDefinition.builder(ByteCalls.SERVICE)
        .addMethod(
            ByteCalls.UNARY,
            Handlers.unary(
                request -> {
                  counted(() -> {});
                  return request;
                },
                options))
        .addMethod(
            ByteCalls.ECHO,
            Handlers.bidiStreaming(
                (requests, responses) ->
                    counted(() -> {
                      for (byte[] request : requests) {
                        echoed.incrementAndGet();
                        responses.send(request);
                      }
                    }),
                options))
        .addMethod(
            ByteCalls.POUR,
            Handlers.serverStreaming(
                (request, responses) ->
                    counted(() -> {
                      while (responses.send(POURED)) {
                        poured.incrementAndGet();
                      }
                    }),
                options))
        .addMethod(
            ByteCalls.IDLE,
            Handlers.bidiStreaming((requests, responses) -> counted(idleMayEnd::acquire), options))
        .addMethod(
            ByteCalls.EARLY,
            Handlers.bidiStreaming((requests, responses) -> counted(() -> {}), options))
        .build();
  }

  private void counted(Body body) throws Exception {
    running.incrementAndGet();
    begun.incrementAndGet();
    try {
      body.run();
    } finally {
      running.decrementAndGet();
    }
  }

  int port() {
    return server.getPort();
  }

  /** Ends all calls, and closes all connections. */
  void shutdownNow() {
    server.shutdownNow();
  }

  /** A connection that has begun in order. */
  RawClient connect(int... settings) throws IOException {
    RawClient client = RawClient.connect(port(), settings);
    clients.add(client);
    return client;
  }

  RawClient connectSilently() throws IOException {
    RawClient client = RawClient.connectSilently(port());
    clients.add(client);
    return client;
  }

  void awaitNoHandler() {
    await().atMost(15, SECONDS).until(() -> running.get() == 0);
  }

  /** A client in good order is served, whatever has happened to others. */
  void assertServes() throws IOException {
    try (RawClient client = RawClient.connect(port())) {
      assertThat(client.echo((byte) 42).messages()).containsExactly(new byte[] {42});
    }
  }

  @Override
  public void close() throws IOException {
    idleMayEnd.release(1_000_000);
    for (RawClient client : clients) {
      client.close();
    }
    server.shutdownNow();
    await("the server ends").atMost(20, SECONDS).until(server::isTerminated);
    awaitNoHandler();
  }
}
