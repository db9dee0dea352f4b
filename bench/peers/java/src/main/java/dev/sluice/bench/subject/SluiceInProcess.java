package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Peers;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.util.concurrent.Executors;

/** Sluice over grpc-java's in-process transport, which has neither ports nor connections. */
public final class SluiceInProcess extends SluiceSubject {
  private final String name = InProcessServerBuilder.generateName();

  public static void main(String[] args) throws Exception {
    Peers.main(new SluiceInProcess(), args);
  }

  @Override
  ServerBuilder<?> serverBuilder() {
    return InProcessServerBuilder.forName(name)
        .executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  @Override
  ManagedChannelBuilder<?> channelBuilder(int port) {
    return InProcessChannelBuilder.forName(name);
  }
}
