package dev.sluice.bench.subject;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** grpc-java's HTTP/2 transport, tuned alike for all who use it. */
final class Netty {
  static final int WINDOW_BYTES = 1 << 20;

  private Netty() {}

  static NettyServerBuilder server() {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .flowControlWindow(WINDOW_BYTES);
  }

  static NettyChannelBuilder channel(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .flowControlWindow(WINDOW_BYTES);
  }
}
