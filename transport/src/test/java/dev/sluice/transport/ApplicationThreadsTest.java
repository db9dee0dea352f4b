package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the application has a part in is run on virtual threads, though our own part need not be.
 */
final class ApplicationThreadsTest {
  @RegisterExtension final Running running = new Running();

  /** On which threads the application had its part. */
  private final List<String> threads = new CopyOnWriteArrayList<>();

  private void seen() {
    Thread thread = Thread.currentThread();
    threads.add(thread.isVirtual() ? "virtual" : thread.getName());
  }

  private void assertSeen() {
    assertThat(threads).isNotEmpty().containsOnly("virtual");
  }

  private ManagedChannel open(ServerBuilder<?> builder) {
    Server server = running.start(builder);
    return running.open(Builders.channel(server));
  }

  private final class Seeing implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      seen();
      return next.startCall(call, headers);
    }
  }

  @Test
  void anInterceptorOfAServer() {
    ManagedChannel channel =
        open(Builders.server().addService(Texts.echo()).intercept(new Seeing()));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertSeen();
  }

  @Test
  void anInterceptorOfAService() {
    ManagedChannel channel =
        open(
            Builders.server().addService(ServerInterceptors.intercept(Texts.echo(), new Seeing())));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertSeen();
  }

  @Test
  void aRegistryOfMethods() {
    HandlerRegistry registry =
        new HandlerRegistry() {
          @Override
          public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
              String method, @Nullable String authority) {
            seen();
            return null;
          }
        };
    ManagedChannel channel =
        open(Builders.server().addService(Texts.echo()).fallbackHandlerRegistry(registry));

    assertThat(Failures.codeOf(() -> Calls.unary(channel, other(), CallOptions.DEFAULT, "hello")))
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertSeen();
  }

  private static MethodDescriptor<String, String> other() {
    return Texts.UNARY.toBuilder().setFullMethodName("test.Other/Unary").build();
  }

  @Test
  void aHandlerOfGrpcJavaBesideOneOfOurs() {
    ServerServiceDefinition observed =
        ServerServiceDefinition.builder("test.Other")
            .addMethod(
                other(),
                ServerCalls.asyncUnaryCall((request, observer) -> {
                  seen();
                  observer.onNext(request);
                  observer.onCompleted();
                }))
            .build();
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()).addService(observed));

    assertThat(Calls.unary(channel, other(), CallOptions.DEFAULT, "hello")).isEqualTo("hello");
    assertSeen();
  }

  @Test
  void theMarshallersOfACall() throws InterruptedException {
    assertMarshallersSeen(CallOptions.DEFAULT);
  }

  /** Whose messages come by way of grpc-java. */
  @Test
  void theMarshallersOfATracedCall() throws InterruptedException {
    assertMarshallersSeen(
        CallOptions.DEFAULT.withStreamTracerFactory(new TracedCalls().clientFactory()));
  }

  private void assertMarshallersSeen(CallOptions options) throws InterruptedException {
    MethodDescriptor.Marshaller<String> marshaller =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(String value) {
            return Texts.UNARY.getRequestMarshaller().stream(value);
          }

          @Override
          public String parse(InputStream stream) {
            seen();
            return Texts.UNARY.getRequestMarshaller().parse(stream);
          }
        };
    MethodDescriptor<String, String> method = Texts.UNARY.toBuilder(marshaller, marshaller).build();
    ServerServiceDefinition echo = Texts.echo();
    ManagedChannel channel =
        open(
            Builders.server()
                .addService(
                    ServerServiceDefinition.builder(Texts.SERVICE)
                        .addMethod(method, handlerOf(echo))
                        .build()));

    Thread caller =
        Thread.startVirtualThread(
            () -> assertThat(Calls.unary(channel, method, options, "hello")).isEqualTo("hello"));
    caller.join();

    assertThat(threads).hasSize(2);
    assertSeen();
  }

  @SuppressWarnings("unchecked")
  private static ServerCallHandler<String, String> handlerOf(ServerServiceDefinition service) {
    return (ServerCallHandler<String, String>)
        service.getMethod(Texts.UNARY.getFullMethodName()).getServerCallHandler();
  }

  @Test
  void aListenerOfTheContextOfACall() {
    ManagedChannel channel =
        open(
            Builders.server()
                .addService(
                    Texts.bidi((requests, responses) -> {
                      Context.current().addListener(context -> seen(), Runnable::run);
                      responses.send("ready");
                      requests.receive();
                    })));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(call.receive()).isEqualTo("ready");
      call.cancel("enough", null);
    }

    await().untilAsserted(this::assertSeen);
  }

  @Test
  void theListenerOfAnInterceptedCall() {
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()));
    ClientInterceptor interceptor =
        new ClientInterceptor() {
          @Override
          public <Q, A> ClientCall<Q, A> interceptCall(
              MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SeeingCall<>(next.newCall(method, options));
          }
        };

    assertThat(Texts.call(ClientInterceptors.intercept(channel, interceptor), "hello"))
        .isEqualTo("hello");
    assertSeen();
  }

  private final class SeeingCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
    SeeingCall(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onHeaders(Metadata arrived) {
              seen();
              super.onHeaders(arrived);
            }
          },
          headers);
    }
  }

  @Test
  void theCredentialsOfACall() {
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()));
    CallCredentials credentials =
        new CallCredentials() {
          @Override
          public void applyRequestMetadata(
              RequestInfo call, Executor executor, MetadataApplier applier) {
            executor.execute(() -> {
              seen();
              applier.apply(new Metadata());
            });
          }
        };

    assertThat(Texts.call(channel, CallOptions.DEFAULT.withCallCredentials(credentials), "hello"))
        .isEqualTo("hello");
    assertSeen();
  }
}
