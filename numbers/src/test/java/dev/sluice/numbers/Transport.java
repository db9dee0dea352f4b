package dev.sluice.numbers;

import dev.sluice.transport.SluiceChannelBuilder;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/** What carries the calls of a test. */
enum Transport {
  SLUICE {
    @Override
    ServerBuilder<?> server(InetSocketAddress address) {
      return SluiceServerBuilder.forAddress(address);
    }

    @Override
    ManagedChannelBuilder<?> channel(InetSocketAddress address) {
      return SluiceChannelBuilder.forAddress(address);
    }
  },
  NETTY {
    @Override
    ServerBuilder<?> server(InetSocketAddress address) {
      return NettyServerBuilder.forAddress(address);
    }

    @Override
    ManagedChannelBuilder<?> channel(InetSocketAddress address) {
      return NettyChannelBuilder.forAddress(address);
    }
  };

  abstract ServerBuilder<?> server(InetSocketAddress address);

  abstract ManagedChannelBuilder<?> channel(InetSocketAddress address);
}
