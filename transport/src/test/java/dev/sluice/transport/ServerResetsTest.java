package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.RawBackend.Served;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that reset a call at any point of it (gRPC over HTTP2, "HTTP2 Transport Mapping"). */
@LeaksNothing
class ServerResetsTest {
  /** More than servers of Netty's take of a client. */
  private static final int MANY = 300;

  private RawBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = RawBackend.start();
  }

  @AfterEach
  void end() throws Exception {
    backend.close();
  }

  /** How far the response has come. */
  enum Point {
    BEFORE_HEADERS {
      @Override
      void reach(Served call) {}
    },
    AFTER_HEADERS {
      @Override
      void reach(Served call) throws IOException {
        call.headers();
      }
    },
    MID_MESSAGE {
      @Override
      void reach(Served call) throws IOException {
        call.headers();
        call.peer().send(Frame.data(call.stream(), false, Frame.message(0, 9, (byte) 1)));
      }
    },
    AFTER_A_MESSAGE {
      @Override
      void reach(Served call) throws IOException {
        call.headers();
        call.message((byte) 1);
      }
    };

    abstract void reach(Served call) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "PROTOCOL_ERROR, INTERNAL",
    "INTERNAL_ERROR, INTERNAL",
    "FLOW_CONTROL_ERROR, INTERNAL",
    "SETTINGS_TIMEOUT, INTERNAL",
    "FRAME_SIZE_ERROR, INTERNAL",
    "CANCEL, CANCELLED",
    "COMPRESSION_ERROR, INTERNAL",
    "CONNECT_ERROR, INTERNAL",
    "ENHANCE_YOUR_CALM, RESOURCE_EXHAUSTED",
    "INADEQUATE_SECURITY, PERMISSION_DENIED"
  })
  void codeSaysTheStatusAtEveryPoint(Http2Error error, Status.Code code) throws IOException {
    RawPeer peer = null;
    for (Point point : Point.values()) {
      RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
      Served served = peer == null ? backend.acceptCall() : RawBackend.nextCall(peer);
      peer = served.peer();
      point.reach(served);
      peer.send(Frame.reset(served.stream(), (int) error.code()));

      assertThat(call.code()).as("%s: %s", point, call.status()).isEqualTo(code);
      assertThat(call.messages).hasSize(point == Point.AFTER_A_MESSAGE ? 1 : 0);
    }
    backend.assertServedOn(peer);
  }

  /** UNAVAILABLE is what grpc-java makes of it; gRPC over HTTP2, "Errors", has INTERNAL. */
  @ParameterizedTest
  @EnumSource
  void resetWithoutErrorIsAFailure(Point point) throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served served = backend.acceptCall();
    point.reach(served);
    served.peer().send(Frame.reset(served.stream(), (int) Http2Error.NO_ERROR.code()));

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    backend.assertServedOn(served.peer());
  }

  /** A server resets a call whose deadline has passed, for one. */
  @Test
  void aServerMayResetAsManyCallsAsItLikes() throws IOException {
    RawPeer peer = null;
    for (int i = 0; i < MANY; i++) {
      RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
      Served served = peer == null ? backend.acceptCall() : RawBackend.nextCall(peer);
      peer = served.peer();
      peer.send(Frame.reset(served.stream(), (int) Http2Error.CANCEL.code()));

      assertThat(call.code()).as("%d: %s", i, call.status()).isEqualTo(Status.Code.CANCELLED);
    }
    backend.assertServedOn(peer);
  }

  @Test
  void unknownCodeIsAFailure() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served served = backend.acceptCall();
    served.peer().send(Frame.reset(served.stream(), 0x7777));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
    backend.assertServedOn(served.peer());
  }

  @Test
  void refusedCallIsTriedAgainOnce() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served first = backend.acceptCall();
    first.peer().send(Frame.reset(first.stream(), (int) Http2Error.REFUSED_STREAM.code()));
    Served second = RawBackend.nextCall(first.peer());
    assertThat(second.stream()).isGreaterThan(first.stream());
    second.answer((byte) 5);

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    assertThat(call.messages).containsExactly(new byte[] {5});
  }

  @Test
  void callThatIsRefusedTwiceIsUnavailable() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served first = backend.acceptCall();
    first.peer().send(Frame.reset(first.stream(), (int) Http2Error.REFUSED_STREAM.code()));
    Served second = RawBackend.nextCall(first.peer());
    second.peer().send(Frame.reset(second.stream(), (int) Http2Error.REFUSED_STREAM.code()));

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    backend.assertServedOn(first.peer());
  }

  /** A response that has begun was processed: it is not tried again. */
  @Test
  void refusalAfterHeadersIsUnavailable() throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served served = backend.acceptCall();
    served.headers();
    served.peer().send(Frame.reset(served.stream(), (int) Http2Error.REFUSED_STREAM.code()));

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    backend.assertServedOn(served.peer());
  }

  /** RFC 9113, 8.1: the server wants no more of the request; its answer holds. */
  @Test
  void statusBeforeTheHalfCloseIsSeen() throws IOException {
    RecordedCall call = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    Served served = backend.acceptCall();
    served.headers();
    served.message((byte) 1);
    served
        .peer()
        .send(
            Frame.headers(served.stream(), true, "grpc-status", "9", "grpc-message", "enough"),
            Frame.reset(served.stream(), (int) Http2Error.NO_ERROR.code()));

    assertThat(call.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(call.status().getDescription()).isEqualTo("enough");
    assertThat(call.messages).containsExactly(new byte[] {1});
    backend.assertServedOn(served.peer());
  }

  @ParameterizedTest
  @EnumSource
  void resetAfterTrailersChangesNothing(Http2Error error) throws IOException {
    RecordedCall call = RecordedCall.unary(backend.channel, (byte) 1);
    Served served = backend.acceptCall();
    served.answer((byte) 6);
    served.peer().trySend(Frame.reset(served.stream(), (int) error.code()));

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    backend.assertServedOn(served.peer());
  }
}
