package dev.sluice.cli;

import dev.sluice.transport.SluiceChannelBuilder;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/** What carries the calls; its names are the values of the option {@code --transport}. */
enum Transport {
  /** Sluice's own. */
  SLUICE {
    @Override
    ServerBuilder<?> server(InetSocketAddress address, ServerCredentials credentials) {
      return ServerLimits.apply(SluiceServerBuilder.forAddress(address, credentials));
    }

    @Override
    ManagedChannelBuilder<?> channel(String target, ChannelCredentials credentials) {
      return SluiceChannelBuilder.forTarget(target, credentials).connectTimeout(CONNECT_TIMEOUT);
    }
  },

  /** grpc-java's, which shows that the services and clients do not depend on ours. */
  NETTY {
    @Override
    ServerBuilder<?> server(InetSocketAddress address, ServerCredentials credentials) {
      return ServerLimits.apply(NettyServerBuilder.forAddress(address, credentials));
    }

    @Override
    ManagedChannelBuilder<?> channel(String target, ChannelCredentials credentials) {
      return NettyChannelBuilder.forTarget(target, credentials)
          .withOption(
              ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
    }
  };

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Makes a builder of a server that is limited as {@link ServerLimits} says. */
  abstract ServerBuilder<?> server(InetSocketAddress address, ServerCredentials credentials);

  /**
   * Makes a builder of a channel.
   *
   * @throws IllegalArgumentException if the target is none
   */
  abstract ManagedChannelBuilder<?> channel(String target, ChannelCredentials credentials);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
