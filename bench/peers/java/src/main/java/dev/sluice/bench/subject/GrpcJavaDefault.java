package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import io.grpc.BindableService;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;

/** grpc-java's {@code StreamObserver}s on the executors it has by default. */
public final class GrpcJavaDefault extends GrpcSubject {
  public static void main(String[] args) throws Exception {
    Peers.main(new GrpcJavaDefault(), args);
  }

  @Override
  ServerBuilder<?> serverBuilder() {
    return Netty.server();
  }

  @Override
  ManagedChannelBuilder<?> channelBuilder(int port) {
    return Netty.channel(port);
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
