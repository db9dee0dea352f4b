package dev.sluice.transport;

import static dev.sluice.transport.HeaderBlock.replaced;
import static dev.sluice.transport.HeaderBlock.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose headers are not those of gRPC (gRPC over HTTP2, "Requests"). */
@LeaksNothing
class RequestHeadersTest {
  private static final int PROTOCOL_ERROR = (int) Http2Error.PROTOCOL_ERROR.code();

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
      // Whatever the headers were, the connection is still of use.
      assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
      running.awaitNoHandler();
    }
  }

  private Answer answerTo(String... headers) throws IOException {
    int stream = client.nextStream();
    client.send(
        Frame.headers(stream, false, headers), Frame.data(stream, true, Frame.message((byte) 1)));
    return client.awaitOver(stream);
  }

  private Answer answerToHeadersAlone(String... headers) throws IOException {
    int stream = client.nextStream();
    client.send(Frame.headers(stream, true, headers));
    return client.awaitOver(stream);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/grpcish", "text/html", "grpc"})
  void otherContentTypesAreUnsupportedMedia(String contentType) throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), "content-type", contentType));

    assertThat(answer.httpStatus()).isEqualTo("415");
    assertThat(answer.isEnded()).isTrue();
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void noContentTypeIsUnsupportedMedia() throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), "content-type", null));

    assertThat(answer.httpStatus()).isEqualTo("415");
    assertThat(server.begun).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/grpc+proto", "application/grpc;charset=utf-8", "application/grpc"})
  void contentTypesOfGrpcAreServed(String contentType) throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), "content-type", contentType));

    assertThat(answer.grpcStatus()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "OPTIONS", "post"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), ":method", method));

    assertThat(answer.httpStatus()).isEqualTo("405");
    assertThat(server.begun).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no.Such/Method", "/test.Bytes/NoSuch", "/x", "/", "//", "/test.Bytes/"})
  void unknownPathsAreUnimplemented(String path) throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), ":path", path));

    assertThat(answer.grpcStatus()).isEqualTo(Status.Code.UNIMPLEMENTED.value());
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void pathWithoutSlashIsUnimplemented() throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), ":path", "test.Bytes/Unary"));

    assertThat(answer.grpcStatus()).isEqualTo(Status.Code.UNIMPLEMENTED.value());
  }

  /** RFC 9113, 8.3.1: a request without them is malformed. */
  @ParameterizedTest
  @ValueSource(strings = {":path", ":method", ":scheme"})
  void missingPseudoHeadersFailTheCall(String name) throws IOException {
    Answer answer = answerTo(replaced(request("Unary"), name, null));

    assertThat(answer.resetCode())
        .as("%s", answer)
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void missingTeIsServed() throws IOException {
    assertThat(answerTo(replaced(request("Unary"), "te", null)).grpcStatus()).isZero();
  }

  @Test
  void hostStandsInForTheAuthority() throws IOException {
    String[] headers = replaced(request("Unary", "host", "localhost"), ":authority", null);

    assertThat(answerTo(headers).grpcStatus()).isZero();
  }

  @Test
  void twoHostsFailTheCall() throws IOException {
    String[] headers =
        replaced(request("Unary", "host", "here", "host", "there"), ":authority", null);

    Answer answer = answerTo(headers);

    assertThat(answer.httpStatus()).isEqualTo("400");
    assertThat(server.begun).hasValue(0);
  }

  /** RFC 9113, 8.2.2. */
  @ParameterizedTest
  @CsvSource({
    "connection, close",
    "keep-alive, timeout=5",
    "proxy-connection, close",
    "transfer-encoding, chunked",
    "upgrade, h2c",
    "te, gzip"
  })
  void headersOfTheConnectionAreMalformed(String name, String value) throws IOException {
    Answer answer = answerToHeadersAlone(request("Unary", name, value));

    assertThat(answer.resetCode()).isEqualTo(PROTOCOL_ERROR);
    assertThat(server.begun).hasValue(0);
  }

  /** RFC 9113, 8.2.1 and 8.3. */
  @ParameterizedTest
  @CsvSource({
    "Upper-Case, x",
    "with space, x",
    "'', x",
    "with:colon, x",
    ":unknown, x",
    ":status, 200",
    ":path, /twice",
    "line, 'a\nb'",
    "zero, 'a\0b'",
    "return, 'a\rb'"
  })
  void malformedFieldsAreMalformedRequests(String name, String value) throws IOException {
    Answer answer = answerToHeadersAlone(request("Unary", name, value));

    assertThat(answer.resetCode()).as("%s", answer).isEqualTo(PROTOCOL_ERROR);
    assertThat(server.begun).hasValue(0);
  }

  /** RFC 9113, 5.1: what is under way when a stream is reset is ignored. */
  @Test
  void dataOfAMalformedRequestIsIgnored() throws IOException {
    Answer answer = answerTo(request("Unary", "Upper-Case", "x"));

    assertThat(answer.resetCode()).as("%s", answer).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "1", "1X", "x1S", "123456789S", "1 S", "1.5S", "\u00b2S"})
  void malformedTimeoutsFailTheCall(String timeout) throws IOException {
    Answer answer = answerTo(request("Unary", "grpc-timeout", timeout));

    assertThat(answer.grpcStatus()).isEqualTo(Status.Code.INTERNAL.value());
    assertThat(server.begun).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1n", "1u", "0S"})
  void timeoutsThatHavePassedEndTheCall(String timeout) throws IOException {
    int stream = client.begin("Idle", "grpc-timeout", timeout);

    Answer answer = client.awaitOver(stream);

    assertThat(answer.resetCode()).isEqualTo((int) Http2Error.CANCEL.code());
    server.awaitNoHandler();
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999H", "20S", "20000m", "20000000u"})
  void timeoutsAreUnderstood(String timeout) throws IOException {
    assertThat(answerTo(request("Unary", "grpc-timeout", timeout)).grpcStatus()).isZero();
  }

  @Test
  void twoTimeoutsFailOrServeTheCallButDoNotHangIt() throws IOException {
    Answer answer = answerTo(request("Unary", "grpc-timeout", "20S", "grpc-timeout", "21S"));

    assertThat(answer.isOver()).isTrue();
  }

  @Test
  void binaryHeadersThatAreNoBase64FailTheCall() throws IOException {
    Answer answer = answerTo(request("Unary", "some-bin", "*!*"));

    assertThat(answer.grpcStatus()).isEqualTo(Status.Code.INTERNAL.value());
    assertThat(server.begun).hasValue(0);
  }
}
