package dev.sluice.interop.cases;

import dev.sluice.transport.SluiceChannelBuilder;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The two transports that meet each other. */
enum Transport {
  OURS {
    @Override
    ServerBuilder<?> server(ServerCredentials credentials, int window) {
      SluiceServerBuilder builder = SluiceServerBuilder.forAddress(ANY_PORT, credentials);
      return window == OWN_WINDOW ? builder : builder.flowControlWindow(window);
    }

    @Override
    ManagedChannelBuilder<?> channel(
        InetSocketAddress address, ChannelCredentials credentials, int window) {
      SluiceChannelBuilder builder = SluiceChannelBuilder.forAddress(address, credentials);
      return window == OWN_WINDOW ? builder : builder.flowControlWindow(window);
    }

    @Override
    public String toString() {
      return "our";
    }
  },

  THEIRS {
    @Override
    ServerBuilder<?> server(ServerCredentials credentials, int window) {
      NettyServerBuilder builder = NettyServerBuilder.forAddress(ANY_PORT, credentials);
      return window == OWN_WINDOW ? builder : builder.flowControlWindow(window);
    }

    @Override
    ManagedChannelBuilder<?> channel(
        InetSocketAddress address, ChannelCredentials credentials, int window) {
      NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address, credentials);
      return window == OWN_WINDOW ? builder : builder.flowControlWindow(window);
    }

    @Override
    public String toString() {
      return "their";
    }
  };

  /** Leaves the flow-control window to the transport. */
  static final int OWN_WINDOW = 0;

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  abstract ServerBuilder<?> server(ServerCredentials credentials, int window);

  abstract ManagedChannelBuilder<?> channel(
      InetSocketAddress address, ChannelCredentials credentials, int window);
}
