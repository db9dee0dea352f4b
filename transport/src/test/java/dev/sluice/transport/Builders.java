package dev.sluice.transport;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Where tests get their servers and channels from: ours, or with {@code -Dtest.builders=netty}
 * grpc-netty's, which shows that what the tests ask for is what grpc-java does.
 */
final class Builders {
  private static final boolean NETTY = "netty".equals(System.getProperty("test.builders"));

  private Builders() {}

  /** Some free port of the loopback interface. */
  static InetSocketAddress loopback() {
    return loopback(0);
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static ServerBuilder<?> server() {
    return server(loopback(), InsecureServerCredentials.create());
  }

  static ServerBuilder<?> server(ServerCredentials credentials) {
    return server(loopback(), credentials);
  }

  static ServerBuilder<?> server(SocketAddress address, ServerCredentials credentials) {
    return NETTY
        ? NettyServerBuilder.forAddress(address, credentials)
        : SluiceServerBuilder.forAddress(address, credentials);
  }

  static ServerBuilder<?> serverOn(SocketAddress first, SocketAddress... others) {
    if (NETTY) {
      NettyServerBuilder builder = NettyServerBuilder.forAddress(first);
      for (SocketAddress other : others) {
        builder.addListenAddress(other);
      }
      return builder;
    }
    SluiceServerBuilder builder = SluiceServerBuilder.forAddress(first);
    for (SocketAddress other : others) {
      builder.addListenAddress(other);
    }
    return builder;
  }

  static ServerBuilder<?> serverWithConcurrentCalls(int limit) {
    return NETTY
        ? NettyServerBuilder.forAddress(loopback()).maxConcurrentCallsPerConnection(limit)
        : SluiceServerBuilder.forAddress(loopback()).maxConcurrentCallsPerConnection(limit);
  }

  /** A server whose security is yet to be told to its builder. */
  static ServerBuilder<?> serverWithoutCredentials() {
    return NETTY
        ? NettyServerBuilder.forAddress(loopback())
        : SluiceServerBuilder.forAddress(loopback());
  }

  static ManagedChannelBuilder<?> channel(Server server) {
    return channel(server, InsecureChannelCredentials.create());
  }

  static ManagedChannelBuilder<?> channel(Server server, ChannelCredentials credentials) {
    return channel(loopback(server.getPort()), credentials);
  }

  static ManagedChannelBuilder<?> channel(SocketAddress address) {
    return channel(address, InsecureChannelCredentials.create());
  }

  static ManagedChannelBuilder<?> channel(SocketAddress address, ChannelCredentials credentials) {
    return NETTY
        ? NettyChannelBuilder.forAddress(address, credentials)
        : SluiceChannelBuilder.forAddress(address, credentials);
  }

  static ManagedChannelBuilder<?> channel(String target) {
    return channel(target, InsecureChannelCredentials.create());
  }

  static ManagedChannelBuilder<?> channel(String target, ChannelCredentials credentials) {
    return NETTY
        ? NettyChannelBuilder.forTarget(target, credentials)
        : SluiceChannelBuilder.forTarget(target, credentials);
  }

  /** A channel whose security is yet to be told to its builder. */
  static ManagedChannelBuilder<?> channelWithoutCredentials(String target) {
    return NETTY ? NettyChannelBuilder.forTarget(target) : SluiceChannelBuilder.forTarget(target);
  }
}
