package dev.sluice.transport;

import dev.sluice.Sockets;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.SocketAddress;

/**
 * Lets the tests of {@code stream} run over this transport with an interceptor around each listener
 * that changes nothing: so messages are delivered to the listener, and not taken from the
 * transport.
 */
public final class InterceptedSockets implements Sockets {
  private final Sockets ours = new OurSockets();

  @Override
  public ServerBuilder<?> server(SocketAddress address) {
    return ours.server(address).intercept(new Onlooker());
  }

  @Override
  public ManagedChannelBuilder<?> channel(String host, int port) {
    return ours.channel(host, port).intercept(new Onlooker());
  }

  private static final class Onlooker implements ServerInterceptor, ClientInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {};
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          super.start(new SimpleForwardingClientCallListener<>(listener) {}, headers);
        }
      };
    }
  }
}
