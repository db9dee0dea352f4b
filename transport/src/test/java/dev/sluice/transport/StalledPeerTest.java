package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.transport.RawBackend.Served;
import io.grpc.CallOptions;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that stop reading, or stop in the middle of a message. */
@LeaksNothing
class StalledPeerTest {
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MESSAGE_BYTES = 8 * 1024;

  /** What may be on its way to a peer that gives no window: the window, and what waits for it. */
  private static final int MAX_BUFFERED_BYTES = 512 * 1024;

  private static int awaitStall(IntSupplier progress) {
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .atMost(20, SECONDS)
        .pollInterval(200, MILLISECONDS)
        .until(() -> {
          int now = progress.getAsInt();
          return now > 0 && last.getAndSet(now) == now;
        });
    return last.get();
  }

  /** A client's loop that sends until it is stopped. */
  private static final class Pouring {
    final AtomicInteger sent = new AtomicInteger();
    final CompletableFuture<Boolean> end = new CompletableFuture<>();

    Pouring(BidiStreamingCall<byte[], byte[]> call) {
      Thread.startVirtualThread(() -> {
        try {
          while (call.send(new byte[MESSAGE_BYTES])) {
            sent.incrementAndGet();
          }
          end.complete(true);
        } catch (Throwable e) {
          end.completeExceptionally(e);
        }
      });
    }

    Status.Code code() {
      try {
        end.orTimeout(15, SECONDS).join();
        return Status.Code.OK;
      } catch (CompletionException e) {
        return Status.fromThrowable(e.getCause()).getCode();
      }
    }
  }

  @Test
  void serverWaitsForAClientThatDoesNotRead() throws Exception {
    try (ByteServer server = ByteServer.start()) {
      RawClient client = server.connect();
      client.finish(client.begin("Pour"), new byte[] {1});

      int sent = awaitStall(server.poured::get);

      assertThat(sent * MESSAGE_BYTES).isLessThan(MAX_BUFFERED_BYTES);
      assertThat(server.running).hasValue(1);
      server.assertServes();
      client.send(Frame.reset(1, (int) Http2Error.CANCEL.code()));
      server.awaitNoHandler();
    }
  }

  /** A reset would say that this one call has failed, and not that its server is gone. */
  @Test
  void serverThatShutsDownDoesNotResetTheCallsOfAClientThatDoesNotRead() throws Exception {
    try (ByteServer server = ByteServer.start()) {
      RawClient client = server.connect();
      int stream = client.begin("Pour");
      client.finish(stream, new byte[] {1});
      awaitStall(server.poured::get);

      server.shutdownNow();

      assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.NO_ERROR.code());
      assertThat(client.answer(stream).resetCode()).isNull();
    }
  }

  /** A window that is given byte by byte is used, and no more. */
  @Test
  void serverUsesATinyWindow() throws Exception {
    try (ByteServer server = ByteServer.start()) {
      RawClient client = server.connect(4, 0);
      int stream = client.begin("Unary");
      client.finish(stream, new byte[] {1, 2, 3});
      client.await(Frame.HEADERS, stream);
      for (int i = 0; i < 8; i++) {
        client.send(Frame.windowUpdate(stream, 1));
        assertThat(client.await(Frame.DATA, stream).payload).hasSize(1);
      }

      Answer answer = client.awaitOver(stream);

      assertThat(answer.grpcStatus()).isZero();
      assertThat(answer.messages()).containsExactly(new byte[] {1, 2, 3});
    }
  }

  @Test
  void clientWaitsForAServerThatDoesNotReadUntilItCancels() throws Exception {
    try (RawBackend backend = RawBackend.start()) {
      BidiStreamingCall<byte[], byte[]> call =
          Calls.bidiStreaming(backend.channel, ByteCalls.ECHO, CallOptions.DEFAULT);
      Pouring pouring = new Pouring(call);
      Served served = backend.acceptCall();
      served.headers();

      int sent = awaitStall(pouring.sent::get);

      assertThat(sent * MESSAGE_BYTES).isLessThan(MAX_BUFFERED_BYTES);
      call.cancel("enough", null);
      assertThat(pouring.code()).isEqualTo(Status.Code.CANCELLED);
      assertThat(served.peer().await(Frame.RST_STREAM, served.stream()).errorCode())
          .isEqualTo((int) Http2Error.CANCEL.code());
    }
  }

  @Test
  void deadlineEndsAClientThatWaitsToSend() throws Exception {
    try (RawBackend backend = RawBackend.start()) {
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(1500, MILLISECONDS);
      Pouring pouring = new Pouring(Calls.bidiStreaming(backend.channel, ByteCalls.ECHO, options));
      Served served = backend.acceptCall();
      served.headers();

      assertThat(pouring.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      served.peer().await(Frame.RST_STREAM, served.stream());
      served.peer().send(Frame.windowUpdate(0, 1 << 20));
      backend.assertServedOn(served.peer());
    }
  }

  @Test
  void resetEndsAClientThatWaitsToSend() throws Exception {
    try (RawBackend backend = RawBackend.start()) {
      Pouring pouring =
          new Pouring(Calls.bidiStreaming(backend.channel, ByteCalls.ECHO, CallOptions.DEFAULT));
      Served served = backend.acceptCall();
      awaitStall(pouring.sent::get);

      served.peer().send(Frame.reset(served.stream(), (int) Http2Error.ENHANCE_YOUR_CALM.code()));

      assertThat(pouring.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      served.peer().send(Frame.windowUpdate(0, 1 << 20));
      backend.assertServedOn(served.peer());
    }
  }

  @Test
  void deadlineEndsAClientThatWaitsForTheRestOfAMessage() throws Exception {
    try (RawBackend backend = RawBackend.start()) {
      RecordedUnary call =
          RecordedUnary.start(
              backend.channel, CallOptions.DEFAULT.withDeadlineAfter(1, SECONDS), (byte) 1);
      Served served = backend.acceptCall();
      served.headers();
      served.peer().send(Frame.data(served.stream(), false, Frame.message(0, 1000, new byte[500])));

      assertThat(call.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      served.peer().await(Frame.RST_STREAM, served.stream());
      backend.assertServedOn(served.peer());
    }
  }

  /** A server that accepts, and then says nothing at all. */
  @Test
  void deadlineEndsACallToASilentServer() throws Exception {
    try (RawBackend backend = RawBackend.start()) {
      RecordedUnary call =
          RecordedUnary.start(
              backend.channel, CallOptions.DEFAULT.withDeadlineAfter(1, SECONDS), (byte) 1);
      backend.server.acceptSilently();

      assertThat(call.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /** The handler is done, and its answer waits for the stream's window or the connection's. */
  @ParameterizedTest
  @CsvSource({"0, 1", "1000000, 100000"})
  void deadlineEndsAnAnswerThatWaitsForTheClient(int window, int bytes) throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (ByteServer server =
        ByteServer.start(Transports.serverWithConcurrentCalls(1).intercept(new Ends(told)))) {
      RawClient client = server.connect(INITIAL_WINDOW_SIZE, window);
      client.roundTrip();
      int stream = client.begin("Unary", "grpc-timeout", "2S");
      client.sendData(stream, false, Frame.message(new byte[bytes]));
      client.finish(stream);
      client.await(Frame.HEADERS, stream);
      server.awaitNoHandler();

      Answer answer = client.awaitOver(stream);

      assertThat(answer.resetCode()).isEqualTo((int) Http2Error.CANCEL.code());
      assertThat(told.await(15, SECONDS)).as("the call has ended").isTrue();
      int received = answer.data().length;
      client.send(Frame.settings(INITIAL_WINDOW_SIZE, 1_000_000), Frame.windowUpdate(0, 1_000_000));
      assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
      assertThat(client.answer(stream).data()).hasSize(received);
    }
  }

  /** Tells when a call has ended. */
  private record Ends(CountDownLatch told) implements ServerInterceptor {
    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onCancel() {
          super.onCancel();
          told.countDown();
        }

        @Override
        public void onComplete() {
          super.onComplete();
          told.countDown();
        }
      };
    }
  }

  /** What a server holds for a handler that does not receive ends with the window it gave. */
  @Test
  void serverTakesNoMoreThanItsWindow() throws IOException {
    try (ByteServer server = ByteServer.start(Transports.serverWithWindow(100_000))) {
      RawClient client = server.connect();
      client.await(Frame.SETTINGS);
      int stream = client.begin("Idle");
      client.roundTrip();
      for (int i = 0; i < 6; i++) {
        client.sendData(stream, false, new byte[16_384]);
      }
      client.roundTrip();
      assertThat(client.answer(stream).isOver()).isFalse();

      client.trySend(Frame.data(stream, false, new byte[16_384]));

      assertThat(client.awaitOver(stream).resetCode())
          .isEqualTo((int) Http2Error.FLOW_CONTROL_ERROR.code());
      server.awaitNoHandler();
    }
  }
}
