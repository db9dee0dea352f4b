package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import io.grpc.BindableService;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;

/** grpc-java's {@code StreamObserver}s on the event loops, which must then never be blocked. */
public final class GrpcJavaDirect extends GrpcSubject {
  public static void main(String[] args) throws Exception {
    Peers.main(new GrpcJavaDirect(), args);
  }

  @Override
  ServerBuilder<?> serverBuilder() {
    return Netty.server().directExecutor();
  }

  @Override
  ManagedChannelBuilder<?> channelBuilder(int port) {
    return Netty.channel(port).directExecutor();
  }

  @Override
  BindableService service() {
    return new ObserverService();
  }

  @Override
  Client client(Connections connections) {
    return new ObserverClient(connections);
  }
}
