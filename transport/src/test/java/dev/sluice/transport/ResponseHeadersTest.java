package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.RawBackend.Served;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses whose headers are not those of gRPC (HTTP to gRPC Status Code Mapping). */
@LeaksNothing
class ResponseHeadersTest {
  private static final Metadata.Key<byte[]> BINARY =
      Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER);

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
    try (RawBackend closing = backend) {
      // Whatever the headers were, the connection is still of use.
      closing.assertServedOn(served.peer());
    }
  }

  private void send(boolean endStream, String... namesAndValues) throws IOException {
    served.peer().send(Frame.headers(served.stream(), endStream, namesAndValues));
  }

  private void sendText(boolean endStream, String text) throws IOException {
    served.peer().send(Frame.data(served.stream(), endStream, text.getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @CsvSource({
    "400, INTERNAL",
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "404, UNIMPLEMENTED",
    "429, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE",
    "500, UNKNOWN",
    "418, UNKNOWN",
    "301, UNKNOWN",
    "200, UNKNOWN"
  })
  void httpStatusSaysTheStatus(String httpStatus, Status.Code code) throws IOException {
    send(false, ":status", httpStatus, "content-type", "text/html");
    sendText(true, "<html>a proxy's page</html>");

    assertThat(call.code()).as("%s", call.status()).isEqualTo(code);
    assertThat(call.status().getDescription()).contains("a proxy's page");
  }

  @ParameterizedTest
  @CsvSource({"404, UNIMPLEMENTED", "503, UNAVAILABLE", "500, UNKNOWN"})
  void httpStatusAloneSaysTheStatus(String httpStatus, Status.Code code) throws IOException {
    send(true, ":status", httpStatus);

    assertThat(call.code()).as("%s", call.status()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"404, UNIMPLEMENTED", "503, UNAVAILABLE", "429, UNAVAILABLE"})
  void httpStatusWithTheContentTypeOfGrpcSaysTheStatus(String httpStatus, Status.Code code)
      throws IOException {
    send(true, ":status", httpStatus, "content-type", "application/grpc");

    assertThat(call.code()).as("%s", call.status()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"404, UNIMPLEMENTED", "503, UNAVAILABLE", "429, UNAVAILABLE"})
  void httpStatusBeforeTrailersWithoutStatusSaysTheStatus(String httpStatus, Status.Code code)
      throws IOException {
    send(false, ":status", httpStatus, "content-type", "application/grpc");
    send(true, "some", "trailer");

    assertThat(call.code()).as("%s", call.status()).isEqualTo(code);
  }

  /** "If the response has a grpc-status, it is used", whatever HTTP says. */
  @Test
  void grpcStatusIsMoreThanTheHttpStatus() throws IOException {
    send(true, ":status", "503", "content-type", "application/grpc", "grpc-status", "5");

    assertThat(call.code()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void missingHttpStatusIsAnError() throws IOException {
    send(false, "content-type", "application/grpc");
    served.peer().trySend(Frame.headers(served.stream(), true, "grpc-status", "0"));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "20", "2000", "abc", ""})
  void malformedHttpStatusIsAnError(String httpStatus) throws IOException {
    send(false, ":status", httpStatus, "content-type", "application/grpc");
    served.peer().trySend(Frame.headers(served.stream(), true, "grpc-status", "0"));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void interimResponsesAreSkipped() throws IOException {
    send(false, ":status", "103", "link", "x");
    send(false, ":status", "100");
    served.answer((byte) 4);

    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    assertThat(call.messages).containsExactly(new byte[] {4});
  }

  @Test
  void longPagesAreNotKept() throws IOException {
    send(false, ":status", "503", "content-type", "text/html");
    sendText(false, "p".repeat(16_000));

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.status().getDescription()).hasSizeLessThan(4000);
    served.peer().await(Frame.RST_STREAM, served.stream());
  }

  @Test
  void trailersAloneAreAResponse() throws IOException {
    send(true, HeaderBlock.response("grpc-status", "5", "grpc-message", "no such thing"));

    assertThat(call.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(call.status().getDescription()).isEqualTo("no such thing");
  }

  @Test
  void missingGrpcStatusIsUnknown() throws IOException {
    served.headers();
    send(true, "some", "trailer");

    assertThat(call.code()).isEqualTo(Status.Code.UNKNOWN);
  }

  @Test
  void missingGrpcStatusOfTrailersAloneIsUnknown() throws IOException {
    send(true, HeaderBlock.response());

    assertThat(call.code()).isEqualTo(Status.Code.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "-1", "abc", "", "0x0", "99999999999"})
  void malformedGrpcStatusIsUnknown(String status) throws IOException {
    served.headers();
    served.message((byte) 1);
    send(true, "grpc-status", status);

    assertThat(call.code()).isEqualTo(Status.Code.UNKNOWN);
  }

  /** As in grpc-java, which asks its metadata for a single value. */
  @Test
  void lastOfSeveralGrpcStatusesHolds() throws IOException {
    served.headers();
    served.message((byte) 1);
    send(true, "grpc-status", "0", "grpc-status", "5");

    assertThat(call.code()).isEqualTo(Status.Code.NOT_FOUND);
  }

  /** "Implementations must not error on invalid values" (gRPC over HTTP2, "Responses"). */
  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a%20b, 'a b'",
    "%E2%82%AC, €",
    "%e2%82%ac, €",
    "100%, 100%",
    "50%zz, 50%zz",
    "%4, %4",
    "%, %",
    "%%, %%"
  })
  void grpcMessageIsDecodedAsFarAsItCanBe(String sent, String description) throws IOException {
    send(true, HeaderBlock.response("grpc-status", "5", "grpc-message", sent));

    assertThat(call.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(call.status().getDescription()).isEqualTo(description);
  }

  /** "Implementations MUST accept padded and un-padded values" (gRPC over HTTP2, "Requests"). */
  @ParameterizedTest
  @ValueSource(strings = {"AQ==", "AQ", "AQ=="})
  void binaryMetadataIsReadWithAndWithoutPadding(String value) throws IOException {
    send(true, HeaderBlock.response("grpc-status", "0", "some-bin", value));

    assertThat(call.trailers().get(BINARY)).isEqualTo(new byte[] {1});
  }

  @Test
  void binaryMetadataMayBeJoined() throws IOException {
    send(true, HeaderBlock.response("grpc-status", "5", "some-bin", "AQ==,Ag,AwM="));

    assertThat(call.trailers().getAll(BINARY))
        .containsExactly(new byte[] {1}, new byte[] {2}, new byte[] {3, 3});
  }

  @Test
  void binaryMetadataThatIsNoneFailsTheCall() throws IOException {
    send(true, HeaderBlock.response("grpc-status", "0", "some-bin", "*!*"));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void tooManyHeadersFailTheCallAlone() throws IOException {
    send(false, HeaderBlock.response("big", "b".repeat(9_000)));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void tooManyTrailersFailTheCallAlone() throws IOException {
    served.headers();
    served.message((byte) 1);
    send(true, "grpc-status", "0", "big", "b".repeat(9_000));

    assertThat(call.code()).isEqualTo(Status.Code.INTERNAL);
  }
}
