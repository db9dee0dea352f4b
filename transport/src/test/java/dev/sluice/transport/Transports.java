package dev.sluice.transport;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What the tests with raw peers run on: our transport, or with {@code -Dtest.builders=netty}
 * grpc-netty, to see where the two differ.
 */
final class Transports {
  private static final boolean NETTY = "netty".equals(System.getProperty("test.builders"));

  private Transports() {}

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static ServerBuilder<?> server() {
    return NETTY
        ? NettyServerBuilder.forAddress(loopback(0))
        : SluiceServerBuilder.forAddress(loopback(0));
  }

  static ServerBuilder<?> serverWithConcurrentCalls(int limit) {
    return NETTY
        ? NettyServerBuilder.forAddress(loopback(0)).maxConcurrentCallsPerConnection(limit)
        : SluiceServerBuilder.forAddress(loopback(0)).maxConcurrentCallsPerConnection(limit);
  }

  static ServerBuilder<?> serverWithWindow(int bytes) {
    return NETTY
        ? NettyServerBuilder.forAddress(loopback(0)).flowControlWindow(bytes)
        : SluiceServerBuilder.forAddress(loopback(0)).flowControlWindow(bytes);
  }

  static ManagedChannelBuilder<?> channel(int port) {
    return NETTY
        ? NettyChannelBuilder.forAddress(loopback(port)).usePlaintext()
        : SluiceChannelBuilder.forAddress(loopback(port)).usePlaintext();
  }
}
