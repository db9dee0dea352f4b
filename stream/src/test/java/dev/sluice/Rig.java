package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.Executors;

/** A server with one service of {@link Numbers}, and a channel to it. */
final class Rig implements AutoCloseable {
  /** What carries the calls. */
  enum Transport {
    NETTY,
    IN_PROCESS
  }

  private final ServerServiceDefinition.Builder service =
      ServerServiceDefinition.builder(Numbers.SERVICE);
  private final Transport transport;
  private ServiceOptions options = ServiceOptions.defaults();
  private ServerInterceptor[] interceptors = {};
  private Server server;
  private ManagedChannel channel;

  private Rig(Transport transport) {
    this.transport = transport;
  }

  static Rig over(Transport transport) {
    return new Rig(transport);
  }

  static Rig overNetty() {
    return new Rig(Transport.NETTY);
  }

  /** To be called before the handlers are given. */
  Rig with(ServiceOptions options) {
    this.options = options;
    return this;
  }

  Rig with(ServerInterceptor... interceptors) {
    this.interceptors = interceptors;
    return this;
  }

  Rig unary(Handlers.Unary<Long, Long> handler) {
    service.addMethod(Numbers.UNARY, Handlers.unary(handler, options));
    return this;
  }

  Rig server(Handlers.ServerStreaming<Long, Long> handler) {
    service.addMethod(Numbers.SERVER, Handlers.serverStreaming(handler, options));
    return this;
  }

  Rig client(Handlers.ClientStreaming<Long, Long> handler) {
    service.addMethod(Numbers.CLIENT, Handlers.clientStreaming(handler, options));
    return this;
  }

  Rig bidi(Handlers.BidiStreaming<Long, Long> handler) {
    service.addMethod(Numbers.BIDI, Handlers.bidiStreaming(handler, options));
    return this;
  }

  Rig start() {
    String name = UUID.randomUUID().toString();
    ServerBuilder<?> builder =
        transport == Transport.NETTY
            ? NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            : InProcessServerBuilder.forName(name);
    for (ServerInterceptor interceptor : interceptors) {
      builder.intercept(interceptor);
    }
    try {
      server =
          builder
              .addService(service.build())
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        transport == Transport.NETTY
            ? NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build()
            : InProcessChannelBuilder.forName(name).build();
    return this;
  }

  ManagedChannel channel() {
    return channel;
  }

  Server server() {
    return server;
  }

  Client client() {
    return new Client(channel, CallOptions.DEFAULT);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      if (!channel.awaitTermination(20, SECONDS) || !server.awaitTermination(20, SECONDS)) {
        throw new IllegalStateException("the channel or the server did not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a generated client looks like. */
  static final class Client extends SluiceClient<Client> {
    Client(io.grpc.Channel channel, CallOptions callOptions) {
      super(channel, callOptions);
    }

    @Override
    protected Client build(io.grpc.Channel channel, CallOptions callOptions) {
      return new Client(channel, callOptions);
    }

    long unary(long request) {
      return Calls.unary(channel(), Numbers.UNARY, callOptions(), request);
    }

    ServerStreamingCall<Long> server(long request) {
      return Calls.serverStreaming(channel(), Numbers.SERVER, callOptions(), request);
    }

    ClientStreamingCall<Long, Long> client() {
      return Calls.clientStreaming(channel(), Numbers.CLIENT, callOptions());
    }

    BidiStreamingCall<Long, Long> bidi() {
      return Calls.bidiStreaming(channel(), Numbers.BIDI, callOptions());
    }
  }
}
