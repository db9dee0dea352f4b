package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Peers;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.util.concurrent.Executors;

/** Sluice over grpc-java's HTTP/2 transport. */
public final class SluiceNetty extends SluiceSubject {
  public static void main(String[] args) throws Exception {
    Peers.main(new SluiceNetty(), args);
  }

  @Override
  ServerBuilder<?> serverBuilder() {
    return Netty.server().executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  @Override
  ManagedChannelBuilder<?> channelBuilder(int port) {
    return Netty.channel(port);
  }
}
