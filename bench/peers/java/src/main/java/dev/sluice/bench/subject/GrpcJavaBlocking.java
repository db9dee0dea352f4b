package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Peers;
import io.grpc.BindableService;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;

/** grpc-java's blocking stubs, version 2, against a server of {@code StreamObserver}s. */
public final class GrpcJavaBlocking extends GrpcSubject {
  public static void main(String[] args) throws Exception {
    Peers.main(new GrpcJavaBlocking(), args);
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
    return new BlockingClient(connections);
  }
}
