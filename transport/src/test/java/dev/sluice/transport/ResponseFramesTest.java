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

/** Servers that do not keep to HTTP/2 (RFC 9113). */
@LeaksNothing
class ResponseFramesTest {
  private RawBackend backend;
  private RecordedCall call;
  private Served served;

  @BeforeEach
  void start() throws IOException {
    backend = RawBackend.start();
    call = RecordedCall.unary(backend.channel, (byte) 1);
    served = backend.acceptCall();
  }

  @AfterEach
  void end() throws Exception {
    backend.close();
  }

  /** What a connection does not survive; the call is on stream 3 at most. */
  enum Fatal {
    DATA_OF_AN_IDLE_STREAM(Frame.data(99, false, (byte) 1)),
    HEADERS_OF_AN_IDLE_STREAM(Frame.headers(99, false, HeaderBlock.response())),
    HEADERS_OF_A_STREAM_OF_THE_SERVER(Frame.headers(2, false, HeaderBlock.response())),
    MALFORMED_HEADERS_OF_A_STREAM_OF_THE_SERVER(Frame.headers(2, true, "Upper-Case", "x")),
    RESET_OF_AN_IDLE_STREAM(Frame.reset(99, 8)),
    BROKEN_HPACK(Frame.headers(3, false, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff})),
    CONTINUATION_OF_NOTHING(new Frame(Frame.CONTINUATION, Frame.END_HEADERS, 3, new byte[0])),
    PUSH_PROMISE(new Frame(Frame.PUSH_PROMISE, Frame.END_HEADERS, 3, Frame.ints(2))),
    SETTINGS_OF_WRONG_SIZE(new Frame(Frame.SETTINGS, 0, 0, new byte[5])),
    PUSH_SETTING(Frame.settings(2, 1)),
    WINDOW_SETTING_TOO_LARGE(Frame.settings(4, -1)),
    PING_OF_WRONG_SIZE(new Frame(Frame.PING, 0, 0, new byte[7])),
    WINDOW_OF_ZERO(Frame.windowUpdate(0, 0)),
    WINDOW_OVERFLOW(Frame.windowUpdate(0, Integer.MAX_VALUE)),
    FRAME_TOO_LARGE(new Frame(Frame.DATA, 0, 3, new byte[16_385]));

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
    final Frame frame;

    Fatal(Frame frame) {
      this.frame = frame;
    }
  }

  @ParameterizedTest
  @EnumSource
  void violationsOfTheConnectionCloseIt(Fatal violation) throws IOException {
    served.peer().send(violation.frame);

    assertThat(call.code()).as("%s", call.status()).isEqualTo(Status.Code.INTERNAL);
    served.peer().awaitClosed();
    backend.assertServedAnew();
  }

  /** RFC 9113, 8.2 and 8.3; the call fails, and not the connection. */
  @ParameterizedTest
  @CsvSource({
    "Upper-Case, x",
    "with space, x",
    ":path, /x",
    ":unknown, x",
    "connection, close",
    "transfer-encoding, chunked",
    "line, 'a\nb'"
  })
  void malformedFieldsFailTheCall(String name, String value) throws IOException {
    served.headers(name, value);

    assertThat(call.code()).as("%s", call.status()).isEqualTo(Status.Code.INTERNAL);
    assertThat(served.peer().await(Frame.RST_STREAM, served.stream()).errorCode())
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    backend.assertServedOn(served.peer());
  }

  @Test
  void pseudoHeadersInTrailersAreNoSuccess() throws IOException {
    served.headers();
    served.message((byte) 1);
    served.trailers(":status", "200", "grpc-status", "0");

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
    backend.assertServedOn(served.peer());
  }

  @Test
  void secondHeadersThatDoNotEndTheStreamFailTheCall() throws IOException {
    served.headers();
    served.headers();

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
    backend.assertServedOn(served.peer());
  }

  @Test
  void whatComesAfterTrailersChangesNothing() throws IOException {
    served.answer((byte) 5);
    served.peer().trySend(Frame.headers(served.stream(), true, "grpc-status", "13"));

    assertThat(call.status().isOk()).isTrue();
    assertThat(call.messages).containsExactly(new byte[] {5});
    backend.assertServedAnywhere(served.peer());
  }

  @Test
  void dataAfterTrailersChangesNothing() throws IOException {
    served.answer((byte) 5);
    served.peer().trySend(Frame.data(served.stream(), false, Frame.message((byte) 6)));

    assertThat(call.status().isOk()).isTrue();
    assertThat(call.messages).containsExactly(new byte[] {5});
    backend.assertServedAnywhere(served.peer());
  }

  @Test
  void windowOfZeroForAStreamFailsTheCall() throws IOException {
    served.peer().send(Frame.windowUpdate(served.stream(), 0));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
    backend.assertServedOn(served.peer());
  }

  @Test
  void prioritiesAndUnknownFramesAndFlagsAreIgnored() throws IOException {
    served
        .peer()
        .send(
            new Frame(Frame.PRIORITY, 0, served.stream(), new byte[] {0, 0, 0, 0, 9}),
            new Frame(0x10, 0, 0, new byte[20]),
            new Frame(0x77, 0xff, served.stream(), new byte[3]),
            Frame.settings(0x7777, 3));
    served.answer((byte) 5);

    assertThat(call.status().isOk()).isTrue();
    backend.assertServedOn(served.peer());
  }

  /** Status codes and their use in gRPC, "Response cardinality violation". */
  @Test
  void twoResponsesInAUnaryCallAreNoSuccess() throws IOException {
    RecordedUnary unary = RecordedUnary.start(backend.channel);
    Served other = RawBackend.nextCall(served.peer());
    other.headers();
    other.message((byte) 1);
    other.message((byte) 2);
    other.trailers("grpc-status", "0");

    assertThat(unary.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
    backend.assertServedOn(served.peer());
  }

  @Test
  void noResponseInAUnaryCallIsNoSuccess() throws IOException {
    RecordedUnary unary = RecordedUnary.start(backend.channel);
    Served other = RawBackend.nextCall(served.peer());
    other.headers();
    other.trailers("grpc-status", "0");

    assertThat(unary.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
    backend.assertServedOn(served.peer());
  }

  @Test
  void serverThatFloodsWithPingsOrSettingsIsAnswered() throws IOException {
    for (int i = 0; i < 500; i++) {
      served.peer().send(Frame.ping(i), Frame.settings());
    }
    served.answer((byte) 5);

    assertThat(call.status().isOk()).isTrue();
    served.peer().roundTrip();
    backend.assertServedOn(served.peer());
  }
}
