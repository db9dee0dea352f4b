package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interceptors see all that passes between a call and its handler. */
final class InterceptionTest {
  @RegisterExtension final Running running = new Running();

  private final List<String> client = new CopyOnWriteArrayList<>();
  private final List<String> server = new CopyOnWriteArrayList<>();

  /** What an interceptor of a server is around. */
  enum Around {
    THE_SERVER {
      @Override
      ServerBuilder<?> add(ServerInterceptor interceptor, ServerServiceDefinition service) {
        return Builders.server().intercept(interceptor).addService(service);
      }
    },
    A_SERVICE {
      @Override
      ServerBuilder<?> add(ServerInterceptor interceptor, ServerServiceDefinition service) {
        return Builders.server().addService(ServerInterceptors.intercept(service, interceptor));
      }
    },
    A_SERVICE_IN_PLACE_OF_ANOTHER {
      @Override
      ServerBuilder<?> add(ServerInterceptor interceptor, ServerServiceDefinition service) {
        return Builders.server()
            .addService(service)
            .addService(ServerInterceptors.intercept(service, interceptor));
      }
    };

    abstract ServerBuilder<?> add(ServerInterceptor interceptor, ServerServiceDefinition service);
  }

  @ParameterizedTest
  @EnumSource
  void theySeeEveryMessageInItsOrder(Around around) {
    ManagedChannel channel = open(around);

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("a");
      assertThat(call.receive()).isEqualTo("a");
      call.send("b");
      assertThat(call.receive()).isEqualTo("b");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }

    assertThat(client)
        .containsExactly(
            "start test.Texts/Bidi",
            "send a",
            "headers",
            "receive a",
            "send b",
            "receive b",
            "half-close",
            "close OK");
    assertThat(server)
        .containsExactly(
            "start test.Texts/Bidi",
            "receive a",
            "headers",
            "send a",
            "receive b",
            "send b",
            "half-close",
            "close OK");
  }

  @ParameterizedTest
  @EnumSource
  void theySeeFailures(Around around) {
    ManagedChannel channel = open(around);

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("fail");
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.ABORTED);
    }

    assertThat(client).endsWith("close ABORTED");
    assertThat(server).endsWith("close ABORTED");
  }

  private ManagedChannel open(Around around) {
    ServerServiceDefinition service =
        Texts.bidi((in, out) -> {
          for (String message : in) {
            if (message.equals("fail")) {
              throw Status.ABORTED.asRuntimeException();
            }
            out.send(message);
          }
        });
    Server started = running.start(around.add(new Serving(), service));
    return running.open(Builders.channel(started).intercept(new Calling()));
  }

  private final class Calling implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          client.add("start " + method.getFullMethodName());
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onHeaders(Metadata responseHeaders) {
                  client.add("headers");
                  super.onHeaders(responseHeaders);
                }

                @Override
                public void onMessage(A message) {
                  client.add("receive " + message);
                  super.onMessage(message);
                }

                @Override
                public void onClose(Status status, Metadata trailers) {
                  client.add("close " + status.getCode());
                  super.onClose(status, trailers);
                }
              },
              headers);
        }

        @Override
        public void sendMessage(Q message) {
          client.add("send " + message);
          super.sendMessage(message);
        }

        @Override
        public void halfClose() {
          client.add("half-close");
          super.halfClose();
        }
      };
    }
  }

  private final class Serving implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      server.add("start " + call.getMethodDescriptor().getFullMethodName());
      ServerCall<Q, A> seen =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata responseHeaders) {
              server.add("headers");
              super.sendHeaders(responseHeaders);
            }

            @Override
            public void sendMessage(A message) {
              server.add("send " + message);
              super.sendMessage(message);
            }

            @Override
            public void close(Status status, Metadata trailers) {
              server.add("close " + status.getCode());
              super.close(status, trailers);
            }
          };
      return new SimpleForwardingServerCallListener<>(next.startCall(seen, headers)) {
        @Override
        public void onMessage(Q message) {
          server.add("receive " + message);
          super.onMessage(message);
        }

        @Override
        public void onHalfClose() {
          server.add("half-close");
          super.onHalfClose();
        }
      };
    }
  }
}
