package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Peers;
import dev.sluice.transport.SluiceChannelBuilder;
import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Sluice over its own HTTP/2 transport. */
public final class SluiceHttp2 extends SluiceSubject {
  public static void main(String[] args) throws Exception {
    Peers.main(new SluiceHttp2(), args);
  }

  @Override
  ServerBuilder<?> serverBuilder() {
    return SluiceServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .flowControlWindow(Netty.WINDOW_BYTES);
  }

  @Override
  ManagedChannelBuilder<?> channelBuilder(int port) {
    return SluiceChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .flowControlWindow(Netty.WINDOW_BYTES);
  }
}
