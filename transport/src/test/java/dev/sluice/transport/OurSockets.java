package dev.sluice.transport;

import dev.sluice.Sockets;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.net.SocketAddress;
import java.time.Duration;

/** Lets the tests of {@code stream} run over this transport. */
public final class OurSockets implements Sockets {
  /** Some tests cancel thousands of calls. */
  private static final int MAX_RESETS = 1_000_000;

  @Override
  public ServerBuilder<?> server(SocketAddress address) {
    return SluiceServerBuilder.forAddress(address).maxResets(MAX_RESETS, Duration.ofSeconds(30));
  }

  @Override
  public ManagedChannelBuilder<?> channel(String host, int port) {
    return SluiceChannelBuilder.forAddress(host, port).usePlaintext();
  }
}
