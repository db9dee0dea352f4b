package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
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
    SOCKETS,
    IN_PROCESS
  }

  /** What carries the calls over sockets. */
  static final Sockets SOCKETS = sockets(System.getProperty(Sockets.PROPERTY));

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

  private static Sockets sockets(String className) {
    if (className == null) {
      return new NettySockets();
    }
    try {
      return Class.forName(className)
          .asSubclass(Sockets.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static Rig over(Transport transport) {
    return new Rig(transport);
  }

  static Rig overSockets() {
    return new Rig(Transport.SOCKETS);
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

  /** For a method of the same service that streams something other than numbers. */
  <ReqT, RespT> Rig bidi(
      MethodDescriptor<ReqT, RespT> method, Handlers.BidiStreaming<ReqT, RespT> handler) {
    service.addMethod(method, Handlers.bidiStreaming(handler, options));
    return this;
  }

  Rig start() {
    String name = UUID.randomUUID().toString();
    ServerBuilder<?> builder =
        transport == Transport.SOCKETS
            ? SOCKETS.server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
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
        transport == Transport.SOCKETS
            ? SOCKETS.channel("127.0.0.1", server.getPort()).build()
            : InProcessChannelBuilder.forName(name).build();
    return this;
  }

  /** Waits until there is a connection, so that a short deadline need not last for that too. */
  Rig connected() {
    await().until(() -> channel.getState(true) == ConnectivityState.READY);
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
