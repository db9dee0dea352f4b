package dev.sluice.numbers;

import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A service on a loopback port of its own, and a channel to it. */
final class NumbersServer implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;

  NumbersServer(Transport transport, BindableService service) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        transport.server(new InetSocketAddress(loopback, 0)).addService(service).build().start();
    channel =
        transport.channel(new InetSocketAddress(loopback, server.getPort())).usePlaintext().build();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Ends the server and the calls that run. */
  void kill() {
    server.shutdownNow();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    await("the end of server and channel")
        .until(() -> server.isTerminated() && channel.isTerminated());
  }
}
