package dev.sluice;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.SocketAddress;

/** grpc-java's own transport. */
final class NettySockets implements Sockets {
  @Override
  public ServerBuilder<?> server(SocketAddress address) {
    return NettyServerBuilder.forAddress(address);
  }

  @Override
  public ManagedChannelBuilder<?> channel(String host, int port) {
    return NettyChannelBuilder.forAddress(host, port).usePlaintext();
  }
}
