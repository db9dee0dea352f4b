package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do not keep to HTTP/2 (RFC 9113). */
@LeaksNothing
class RequestFramesTest {
  private static final byte[] NOTHING = new byte[0];

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
    client = server.connect();
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.awaitNoHandler();
      running.assertServes();
    }
  }

  /** What a connection does not survive; stream 1 is open meanwhile, and 3 has never been. */
  enum Fatal {
    DATA_BEFORE_HEADERS(Frame.data(3, false, (byte) 1), Http2Error.PROTOCOL_ERROR),
    DATA_ON_THE_CONNECTION(Frame.data(0, false, (byte) 1), Http2Error.PROTOCOL_ERROR),
    PADDING_LONGER_THAN_THE_FRAME(
        new Frame(Frame.DATA, Frame.PADDED, 1, new byte[] {9, 1}), Http2Error.PROTOCOL_ERROR),
    HEADERS_ON_THE_CONNECTION(
        Frame.headers(0, true, HeaderBlock.request("Echo")), Http2Error.PROTOCOL_ERROR),
    HEADERS_OF_AN_EVEN_STREAM(
        Frame.headers(2, true, HeaderBlock.request("Echo")), Http2Error.PROTOCOL_ERROR),
    BROKEN_HPACK(
        Frame.headers(3, true, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}),
        Http2Error.COMPRESSION_ERROR),
    HPACK_INDEX_OF_NOTHING(
        Frame.headers(3, true, new byte[] {(byte) 0xfe}), Http2Error.COMPRESSION_ERROR),
    CONTINUATION_OF_NOTHING(
        new Frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, NOTHING), Http2Error.PROTOCOL_ERROR),
    RESET_BEFORE_HEADERS(Frame.reset(3, 8), Http2Error.PROTOCOL_ERROR),
    RESET_OF_THE_CONNECTION(Frame.reset(0, 8), Http2Error.PROTOCOL_ERROR),
    RESET_OF_WRONG_SIZE(
        new Frame(Frame.RST_STREAM, 0, 1, new byte[3]), Http2Error.FRAME_SIZE_ERROR),
    SETTINGS_OF_A_STREAM(new Frame(Frame.SETTINGS, 0, 1, NOTHING), Http2Error.PROTOCOL_ERROR),
    SETTINGS_OF_WRONG_SIZE(
        new Frame(Frame.SETTINGS, 0, 0, new byte[5]), Http2Error.FRAME_SIZE_ERROR),
    SETTINGS_ACK_WITH_SETTINGS(
        new Frame(Frame.SETTINGS, Frame.ACK, 0, new byte[6]), Http2Error.FRAME_SIZE_ERROR),
    WINDOW_SETTING_TOO_LARGE(Frame.settings(4, -1), Http2Error.FLOW_CONTROL_ERROR),
    FRAME_SIZE_SETTING_TOO_SMALL(Frame.settings(5, 100), Http2Error.PROTOCOL_ERROR),
    PUSH_SETTING_OF_TWO(Frame.settings(2, 2), Http2Error.PROTOCOL_ERROR),
    PUSH_PROMISE(
        new Frame(Frame.PUSH_PROMISE, Frame.END_HEADERS, 1, Frame.ints(2)),
        Http2Error.PROTOCOL_ERROR),
    PING_OF_A_STREAM(new Frame(Frame.PING, 0, 1, new byte[8]), Http2Error.PROTOCOL_ERROR),
    PING_OF_WRONG_SIZE(new Frame(Frame.PING, 0, 0, new byte[7]), Http2Error.FRAME_SIZE_ERROR),
    GOAWAY_OF_A_STREAM(new Frame(Frame.GOAWAY, 0, 1, new byte[8]), Http2Error.PROTOCOL_ERROR),
    WINDOW_OF_ZERO(Frame.windowUpdate(0, 0), Http2Error.PROTOCOL_ERROR),
    WINDOW_OVERFLOW(Frame.windowUpdate(0, Integer.MAX_VALUE), Http2Error.FLOW_CONTROL_ERROR),
    WINDOW_OF_AN_IDLE_STREAM(Frame.windowUpdate(3, 1), Http2Error.PROTOCOL_ERROR),
    WINDOW_OF_WRONG_SIZE(
        new Frame(Frame.WINDOW_UPDATE, 0, 0, new byte[3]), Http2Error.FRAME_SIZE_ERROR),
    FRAME_TOO_LARGE(new Frame(Frame.DATA, 0, 1, new byte[16_385]), Http2Error.FRAME_SIZE_ERROR);

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
    final Frame frame;

    final Http2Error error;

    Fatal(Frame frame, Http2Error error) {
      this.frame = frame;
      this.error = error;
    }
  }

  @ParameterizedTest
  @EnumSource
  void violationsOfTheConnectionCloseIt(Fatal violation) throws IOException {
    int open = client.begin("Idle");
    assertThat(open).isEqualTo(1);

    client.send(violation.frame);

    assertThat(client.awaitClosed()).isEqualTo((int) violation.error.code());
  }

  @Test
  void framesBetweenHeadersAndTheirContinuationCloseTheConnection() throws IOException {
    byte[] block = HeaderBlock.of(HeaderBlock.request("Echo"));
    client.send(new Frame(Frame.HEADERS, 0, 1, Arrays.copyOf(block, 20)));
    client.send(Frame.ping(1));

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
  }

  @Test
  void headersMayComeInContinuations() throws IOException {
    byte[] block = HeaderBlock.of(HeaderBlock.request("Unary"));
    int stream = client.nextStream();
    client.send(new Frame(Frame.HEADERS, 0, stream, Arrays.copyOf(block, 20)));
    client.send(
        new Frame(
            Frame.CONTINUATION,
            Frame.END_HEADERS,
            stream,
            Arrays.copyOfRange(block, 20, block.length)));
    client.finish(stream, new byte[] {3});

    assertThat(client.awaitOver(stream).messages()).containsExactly(new byte[] {3});
  }

  /** RFC 9113, 5.1.1. */
  @Test
  void streamsDoNotGoBackwards() throws IOException {
    client.nextStream();
    client.nextStream();
    int stream = client.begin("Idle");
    assertThat(stream).isEqualTo(5);
    client.send(Frame.headers(3, false, HeaderBlock.request("Echo")));

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    assertThat(server.begun).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void streamsDoNotGoBackToMalformedHeadersEither() throws IOException {
    client.nextStream();
    int stream = client.begin("Idle");
    assertThat(stream).isEqualTo(3);
    client.send(Frame.headers(1, false, HeaderBlock.request("Echo", "Upper-Case", "x")));

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
  }

  /** A client that gives a call up before it has begun skips its stream, and may say so. */
  @Test
  void streamsMayBeSkipped() throws IOException {
    client.nextStream();
    int skipped = client.nextStream();
    assertThat(client.echo((byte) 1).messages()).containsExactly(new byte[] {1});
    client.send(Frame.reset(skipped, (int) Http2Error.CANCEL.code()));
    client.send(Frame.windowUpdate(skipped, 1));

    assertServedHere();
  }

  /** What was on its way to a stream that the client itself has reset is no stream opened anew. */
  @Test
  void trailersOfAStreamThatWasResetAreIgnored() throws IOException {
    for (int i = 0; i < 3; i++) {
      client.nextStream();
      int stream = client.begin("Idle");
      client.send(
          Frame.reset(stream, (int) Http2Error.CANCEL.code()),
          Frame.headers(stream, true, "some", "trailer"));
    }

    assertServedHere();
  }

  /** Trailers, which a request has none of, or worse. */
  @Test
  void moreHeadersThatDoNotEndTheStreamResetIt() throws IOException {
    int stream = client.begin("Idle");

    client.send(Frame.headers(stream, false, "more", "headers"));

    assertThat(client.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    assertServedHere();
  }

  @Test
  void trailersEndTheRequest() throws IOException {
    int stream = client.begin("Echo");
    client.send(Frame.data(stream, false, Frame.message((byte) 1)));
    client.send(Frame.headers(stream, true, "some", "trailer"));

    Answer answer = client.awaitOver(stream);

    assertThat(answer.grpcStatus()).isZero();
    assertThat(answer.messages()).containsExactly(new byte[] {1});
    assertServedHere();
  }

  /** RFC 9113, 8.1. */
  @Test
  void pseudoHeadersInTrailersAreMalformed() throws IOException {
    int stream = client.begin("Echo");
    client.send(Frame.headers(stream, true, ":path", "/other/Method"));

    Answer answer = client.awaitOver(stream);

    assertThat(answer.resetCode())
        .as("%s", answer)
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    assertServedHere();
  }

  @Test
  void dataAfterTheEndResetsTheStream() throws IOException {
    int stream = client.begin("Idle");
    client.finish(stream);
    client.send(Frame.data(stream, false, (byte) 1));

    assertThat(client.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.STREAM_CLOSED.code());
    assertServedHere();
  }

  @Test
  void headersAfterTheEndResetTheStream() throws IOException {
    int stream = client.begin("Idle");
    client.finish(stream);
    client.send(Frame.headers(stream, true, "some", "trailer"));

    assertThat(client.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.STREAM_CLOSED.code());
    assertServedHere();
  }

  @Test
  void dataOfAStreamThatIsOverDoesNoHarm() throws IOException {
    int stream = client.begin("Unary");
    client.finish(stream, new byte[] {1});
    client.awaitOver(stream);

    client.send(Frame.data(stream, false, (byte) 1), Frame.windowUpdate(stream, 1));

    assertServedHere();
  }

  @Test
  void resetAndWindowOfAStreamThatIsOverDoNoHarm() throws IOException {
    int stream = client.begin("Unary");
    client.finish(stream, new byte[] {1});
    client.awaitOver(stream);

    client.send(Frame.windowUpdate(stream, 1), Frame.reset(stream, 8));

    assertServedHere();
  }

  @Test
  void windowOfZeroForAStreamResetsIt() throws IOException {
    int stream = client.begin("Idle");

    client.send(Frame.windowUpdate(stream, 0));

    assertThat(client.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    assertServedHere();
  }

  @Test
  void windowOverflowOfAStreamResetsIt() throws IOException {
    int stream = client.begin("Idle");

    client.send(Frame.windowUpdate(stream, Integer.MAX_VALUE));

    assertThat(client.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.FLOW_CONTROL_ERROR.code());
    assertServedHere();
  }

  @Test
  void moreDataThanTheWindowIsAnError() throws IOException {
    RawClient other = server.connect();
    int stream = other.begin("Idle");
    byte[] part = new byte[16_384];
    for (int i = 0; i < 10; i++) {
      other.send(Frame.data(stream, false, part));
    }

    assertThat(other.awaitOver(stream).resetCode())
        .isEqualTo((int) Http2Error.FLOW_CONTROL_ERROR.code());
  }

  @Test
  void prioritiesAndUnknownFramesAndFlagsAreIgnored() throws IOException {
    int stream = client.begin("Echo");
    client.send(
        new Frame(Frame.PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 9}),
        new Frame(Frame.PRIORITY, 0, 99, new byte[] {0, 0, 0, 0, 9}),
        new Frame(0x10, 0, 0, new byte[20]),
        new Frame(0x77, 0xff, stream, new byte[3]),
        Frame.settings(0x7777, 3),
        new Frame(Frame.DATA, 0x40 | 0x10, stream, Frame.message((byte) 4)));
    client.finish(stream);

    Answer answer = client.awaitOver(stream);

    assertThat(answer.grpcStatus()).isEqualTo(Status.Code.OK.value());
    assertThat(answer.messages()).containsExactly(new byte[] {4});
    assertServedHere();
  }

  private void assertServedHere() throws IOException {
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }
}
