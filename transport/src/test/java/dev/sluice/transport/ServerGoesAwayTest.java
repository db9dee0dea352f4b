package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.transport.RawBackend.Served;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that send GOAWAY, or close the connection, at any point of a call (RFC 9113, 6.8). */
@LeaksNothing
class ServerGoesAwayTest {
  private static final int NO_ERROR = (int) Http2Error.NO_ERROR.code();

  private RawBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = RawBackend.start();
  }

  @AfterEach
  void end() throws Exception {
    backend.close();
  }

  @ParameterizedTest
  @EnumSource
  void callThatIsCoveredGoesOn(ServerResetsTest.Point point) throws IOException {
    RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    Served served = backend.acceptCall();
    served.peer().send(Frame.goAway(served.stream(), NO_ERROR, "later"));
    point.reach(served);
    if (point == ServerResetsTest.Point.BEFORE_HEADERS) {
      served.headers();
    } else if (point == ServerResetsTest.Point.MID_MESSAGE) {
      served.peer().send(Frame.data(served.stream(), false, new byte[8]));
    }
    served.message((byte) 2);
    served.trailers("grpc-status", "0");

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    assertThat(call.messages.getLast()).isEqualTo(new byte[] {2});
    backend.assertServedAnew();
  }

  /** The calls above the last stream were not processed: they are tried again elsewhere. */
  @Test
  void callsAboveTheLastStreamAreTriedAgain() throws IOException {
    RecordedCall below = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    Served first = backend.acceptCall();
    RecordedCall above = RecordedCall.unary(backend.channel, (byte) 1);
    Served second = RawBackend.nextCall(first.peer());
    first.peer().send(Frame.goAway(first.stream(), NO_ERROR, ""));

    Served again = backend.acceptCall();
    again.answer((byte) 3);
    assertThat(second.stream()).isGreaterThan(first.stream());
    assertThat(above.status().isOk()).as("%s", above.status()).isTrue();
    assertThat(above.messages).containsExactly(new byte[] {3});

    assertThat(below.isOver()).isFalse();
    first.answer((byte) 4);
    assertThat(below.status().isOk()).as("%s", below.status()).isTrue();
  }

  /** First the highest number there is, and then the last that is served (RFC 9113, 6.8). */
  @Test
  void twoGoAwaysLoseNoCall() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served served = backend.acceptCall();
    served.peer().send(Frame.goAway(Integer.MAX_VALUE, NO_ERROR, "soon"));
    served.peer().roundTrip();
    served.peer().send(Frame.goAway(served.stream(), NO_ERROR, "now"));
    served.answer((byte) 3);

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    backend.assertServedAnew();
  }

  @Test
  void goAwayWithAnErrorIsTold() throws IOException {
    RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    Served served = backend.acceptCall();
    served.headers();
    served
        .peer()
        .send(Frame.goAway(served.stream(), (int) Http2Error.ENHANCE_YOUR_CALM.code(), "too much"));
    served.peer().close();

    assertThat(call.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(call.status().getDescription()).contains("too much");
    backend.assertServedAnew();
  }

  @Test
  void goAwayBeforeAnyCallIsNoHarm() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    RawPeer peer = backend.server.accept();
    peer.send(Frame.goAway(0, NO_ERROR, ""));

    backend.acceptCall().answer((byte) 3);

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void lostConnectionIsUnavailable(ServerResetsTest.Point point) throws IOException {
    for (boolean abrupt : new boolean[] {false, true}) {
      RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
      Served served = backend.acceptCall();
      point.reach(served);
      call.headersUnless(point == ServerResetsTest.Point.BEFORE_HEADERS);
      if (abrupt) {
        served.peer().abort();
      } else {
        served.peer().close();
      }

      assertThat(call.code()).as("%s", call.status()).isEqualTo(Status.Code.UNAVAILABLE);
    }
    backend.assertServedAnew();
  }

  /** With one message that was asked for, and one that was not. */
  private RecordedCall loseConnectionBeforeAMessage(CallOptions options) throws IOException {
    RecordedCall call = RecordedCall.startRequesting(1, backend.channel, ByteCalls.ECHO, options);
    Served served = backend.acceptCall();
    served.headers();
    served.message((byte) 1);
    served.message((byte) 2);
    served.peer().roundTrip();
    await().atMost(15, SECONDS).until(() -> call.messages.size() == 1);
    served.peer().close();
    await("the channel has lost its connection")
        .atMost(15, SECONDS)
        .until(() -> backend.channel.getState(false) != ConnectivityState.READY);
    return call;
  }

  @Test
  void callWithMessagesLeftFromALostConnectionEndsOnceTheyAreReceived() throws IOException {
    RecordedCall call = loseConnectionBeforeAMessage(CallOptions.DEFAULT);

    call.call.request(1);

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.messages).containsExactly(new byte[] {1}, new byte[] {2});
    backend.assertServedAnew();
  }

  @Test
  void callWithMessagesLeftFromALostConnectionCanBeCancelled() throws IOException {
    RecordedCall call = loseConnectionBeforeAMessage(CallOptions.DEFAULT);

    call.call.cancel("enough", null);

    assertThat(call.code()).isIn(Status.Code.CANCELLED, Status.Code.UNAVAILABLE);
    assertThat(call.messages).containsExactly(new byte[] {1});
    backend.assertServedAnew();
  }

  @Test
  void callWithMessagesLeftFromALostConnectionEndsAtItsDeadline() throws IOException {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(2, SECONDS);
    RecordedCall call = loseConnectionBeforeAMessage(options);

    assertThat(call.code()).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);
    assertThat(call.messages).containsExactly(new byte[] {1});
    backend.assertServedAnew();
  }

  /** A server that says no more is gone, though it would still listen. */
  @Test
  void halfClosedConnectionIsUnavailable() throws IOException {
    RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    Served served = backend.acceptCall();
    served.headers();

    served.peer().socket.shutdownOutput();

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    served.peer().awaitClosed();
    backend.assertServedAnew();
  }
}
