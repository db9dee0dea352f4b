package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.sluice.Rig.Transport;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a call carries beside its messages, as both sides see it. */
class MetadataTest {
  private static final Metadata.Key<String> NAME =
      Metadata.Key.of("name", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> TOKEN =
      Metadata.Key.of("token-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static Metadata named(String name) {
    Metadata metadata = new Metadata();
    metadata.put(NAME, name);
    return metadata;
  }

  @ParameterizedTest
  @EnumSource
  void headersAndTrailersGoBothWays(Transport transport) throws Exception {
    try (Rig rig =
        Rig.over(transport)
            .server((request, responses) -> {
              ServerCallContext context = ServerCallContext.current();
              Metadata sent = context.requestHeaders();
              context.responseHeaders().put(NAME, "hello " + sent.get(NAME));
              responses.send(1L);
              context.responseTrailers().put(TOKEN, sent.get(TOKEN));
            })
            .start()) {
      Metadata headers = named("peer");
      headers.put(TOKEN, new byte[] {0, -1, 7});
      try (var call = rig.client().withHeaders(headers).server(0)) {
        assertThat(call.headers().get(NAME)).isEqualTo("hello peer");
        assertThat(call.stream().count()).isEqualTo(1);
        assertThat(call.trailers().get(TOKEN)).containsExactly(0, -1, 7);
      }
    }
  }

  @Test
  void headersMayBeSentAheadOfTheFirstResponse() throws Exception {
    CountDownLatch headersSeen = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> {
                  ServerCallContext context = ServerCallContext.current();
                  context.responseHeaders().put(NAME, "early");
                  context.sendHeaders();
                  context.sendHeaders();
                  headersSeen.await();
                  responses.send(1L);
                })
                .start();
        var call = rig.client().server(0)) {
      assertThat(call.headers().get(NAME)).isEqualTo("early");
      headersSeen.countDown();
      assertThat(call.stream().count()).isEqualTo(1);
    }
  }

  @Test
  void headersArriveThoughTheHandlerSendsNoResponse() throws Exception {
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) ->
                    ServerCallContext.current().responseHeaders().put(NAME, "alone"))
                .start();
        var call = rig.client().server(0)) {
      assertThat(call.headers().get(NAME)).isEqualTo("alone");
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void aCallThatEndsWithoutHeadersHasEmptyOnes() throws Exception {
    try (Rig rig = Rig.overSockets().server((request, responses) -> {}).start();
        var call = rig.client().server(0)) {
      assertThat(call.headers().get(NAME)).isNull();
      assertThat(call.receive()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusDetailsReachTheClient(Transport transport) throws Exception {
    var detailed =
        com.google.rpc.Status.newBuilder()
            .setCode(Code.RESOURCE_EXHAUSTED.value())
            .setMessage("slow down")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("QUOTA").build()))
            .build();
    try (Rig rig =
            Rig.over(transport)
                .server((request, responses) -> {
                  throw StatusProto.toStatusException(detailed);
                })
                .start();
        var call = rig.client().server(0)) {
      var failure = Statuses.thrownBy(call::receive);
      assertThat(StatusProto.fromThrowable(failure)).isEqualTo(detailed);
    }
  }

  @Test
  void bothSidesSeeTheirPeerAndTheMethod() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> {
                  ServerCallContext context = ServerCallContext.current();
                  var peer = context.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                  seen.complete(
                      ((InetSocketAddress) peer).getAddress().isLoopbackAddress()
                          + " "
                          + context.method().getFullMethodName()
                          + " "
                          + context.authority());
                })
                .start();
        var call = rig.client().server(0)) {
      int port = rig.server().getPort();
      assertThat(seen.get(20, SECONDS)).isEqualTo("true test.Numbers/Server 127.0.0.1:" + port);
      var peer = (InetSocketAddress) call.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      assertThat(peer.getPort()).isEqualTo(port);
    }
  }

  @Test
  void aCallThatNeverGotATransportHasNoAttributes() throws Exception {
    try (Rig rig = Rig.overSockets().server((request, responses) -> {}).start()) {
      rig.server().shutdownNow().awaitTermination();
      try (var call = rig.client().server(0)) {
        assertThat(call.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNull();
      }
    }
  }

  @Test
  void theHandlerSeesTheDeadline() throws Exception {
    CompletableFuture<Long> remaining = new CompletableFuture<>();
    CompletableFuture<Deadline> none = new CompletableFuture<>();
    try (Rig rig =
        Rig.overSockets()
            .unary(request -> {
              Deadline deadline = ServerCallContext.current().deadline();
              if (request == 0) {
                none.complete(deadline);
              } else {
                remaining.complete(deadline.timeRemaining(SECONDS));
              }
              return request;
            })
            .start()) {
      rig.client().unary(0);
      rig.client().withDeadlineAfter(Duration.ofMinutes(1)).unary(1);
      rig.client().withDeadline(Deadline.after(60, SECONDS)).unary(1);
      assertThat(none.get()).isNull();
      assertThat(remaining.get()).isBetween(30L, 60L);
    }
  }

  @Test
  void theContextOfTheCallIsCurrentInTheHandlerAndInItsTasks() throws Exception {
    Context.Key<String> user = Context.key("user");
    ServerInterceptor authenticates =
        new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Context context = Context.current().withValue(user, headers.get(NAME));
            return Contexts.interceptCall(context, call, headers, next);
          }
        };
    CompletableFuture<String> inHandler = new CompletableFuture<>();
    CompletableFuture<String> inTask = new CompletableFuture<>();
    CompletableFuture<Boolean> sameCall = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .with(authenticates)
                .bidi((requests, responses) -> {
                  ServerCallContext context = ServerCallContext.current();
                  inHandler.complete(user.get());
                  Duplex.run(
                      () -> inTask.complete(user.get()),
                      () -> sameCall.complete(context.equals(ServerCallContext.current())));
                })
                .start();
        var call = rig.client().withHeaders(named("ada")).bidi()) {
      assertThat(call.receive()).isNull();
      assertThat(inHandler.get()).isEqualTo("ada");
      assertThat(inTask.get()).isEqualTo("ada");
      assertThat(sameCall.get()).isTrue();
    }
  }

  @Test
  void thereIsNoCallContextOutsideAHandler() {
    assertThatThrownBy(ServerCallContext::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Context.wrap");
  }

  @Test
  void messagesAreCompressedBothWaysIfAsked() throws Exception {
    WireSizes sizes = new WireSizes();
    CompletableFuture<Throwable> tooLate = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) -> {
                  ServerCallContext context = ServerCallContext.current();
                  context.setCompression("gzip");
                  responses.send(requests.receive());
                  context.setMessageCompression(false);
                  responses.send(requests.receive());
                  try {
                    context.setCompression("gzip");
                  } catch (IllegalStateException e) {
                    tooLate.complete(e);
                  }
                })
                .start();
        var traced =
            Calls.bidiStreaming(
                rig.channel(),
                Numbers.BIDI,
                CallOptions.DEFAULT.withCompression("gzip").withStreamTracerFactory(sizes))) {
      traced.send(1L);
      assertThat(traced.receive()).isEqualTo(1);
      assertThat(sizes.sent.get()).isGreaterThan(Long.BYTES);
      assertThat(sizes.received.get()).isGreaterThan(Long.BYTES);
      sizes.sent.set(0);
      sizes.received.set(0);
      traced.setMessageCompression(false);
      traced.send(2L);
      assertThat(traced.receive()).isEqualTo(2);
      assertThat(sizes.sent.get()).isEqualTo(Long.BYTES);
      assertThat(sizes.received.get()).isEqualTo(Long.BYTES);
      assertThat(tooLate.get(20, SECONDS)).hasMessageContaining("already been sent");
    }
  }

  /** The sizes of messages on the wire: eight bytes, or what gzip makes of them. */
  private static final class WireSizes extends ClientStreamTracer.Factory {
    final AtomicLong sent = new AtomicLong();
    final AtomicLong received = new AtomicLong();

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundMessageSent(int number, long wireSize, long size) {
          sent.addAndGet(wireSize);
        }

        @Override
        public void inboundMessageRead(int number, long wireSize, long size) {
          received.addAndGet(wireSize);
        }
      };
    }
  }
}
