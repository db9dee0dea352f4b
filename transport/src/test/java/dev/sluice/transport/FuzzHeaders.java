package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fuzzes what is made of headers that a peer sent: a request or a refusal, a status in any case,
 * and metadata that survives being sent on.
 *
 * <p>An input is a sequence of names and values in turn, each after a byte with its length.
 */
public final class FuzzHeaders {
  private static final int MAX_HEADERS = 64;

  /** Names that a random name would seldom be; a length over 127 stands for one of them. */
  private static final String[] NAMES = {
    ":status",
    ":path",
    ":method",
    ":authority",
    ":scheme",
    "host",
    "te",
    "content-type",
    "grpc-status",
    "grpc-message",
    "grpc-encoding",
    "grpc-timeout",
    "connection",
    "user-agent",
    "some-bin",
    "grpc-status-details-bin"
  };

  /** Says of every value that cannot be sent on that it cannot. */
  private static final Logger TALKATIVE = Logger.getLogger("io.grpc.internal.TransportFrameUtil");

  private FuzzHeaders() {}

  public static void fuzzerInitialize() {
    TALKATIVE.setLevel(Level.OFF);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    checkRequest(headers(input));
    Metadata metadata = metadata(headers(input));
    if (metadata != null) {
      checkSentOn(metadata);
      checkResponse(input);
    }
  }

  private static void checkRequest(Http2Headers headers) {
    RequestHeaders.areMalformed(headers, false);
    try {
      RequestHeaders request = RequestHeaders.check(headers);
      assertThat(headers.path().toString()).isEqualTo("/" + request.method());
      assertThat(headers.contains("host")).isFalse();
    } catch (RequestHeaders.RefusedException e) {
      assertThat(e.httpStatus()).isBetween(400, 499);
      assertThat(e.status().isOk()).isFalse();
    }
  }

  private static @Nullable Metadata metadata(Http2Headers headers) {
    int before = headers.size();
    try {
      Metadata metadata = Headers.toMetadata(headers);
      assertThat(headers.size()).as("headers are only read").isEqualTo(before);
      return metadata;
    } catch (IllegalArgumentException e) {
      assertThat(hasBinary(headers)).as("refused for a binary header").isTrue();
      return null;
    }
  }

  private static boolean hasBinary(Http2Headers headers) {
    return headers.names().stream()
        .anyMatch(name -> AsciiString.of(name).endsWith(Metadata.BINARY_HEADER_SUFFIX));
  }

  /** What can be sent at all arrives as it was. */
  private static void checkSentOn(Metadata metadata) {
    Metadata once = Headers.toMetadata(Headers.ofTrailers(metadata));
    Metadata twice = Headers.toMetadata(Headers.ofTrailers(once));
    assertThat(serialized(twice)).isEqualTo(serialized(once));
    Http2Headers response = Headers.ofResponse(once);
    assertThat(response.getAll("content-type")).hasSize(1);
    assertThat(response.getAll(":status")).hasSize(1);
    assertThat(response.contains("te")).isFalse();
    Http2Headers request =
        Headers.ofRequest(
            AsciiString.of("http"),
            AsciiString.of("peer"),
            AsciiString.of("/a/b"),
            AsciiString.of("fuzz"),
            twice);
    assertThat(request.getAll(":path")).hasSize(1);
    assertThat(request.getAll("user-agent")).hasSize(1);
    assertThat(request.getAll("te")).hasSize(1);
  }

  /** Headers, data and trailers in every order end with a status. */
  private static void checkResponse(byte[] input) {
    assertThat(new ResponseHeaders().trailers(metadataOf(input))).isNotNull();
    ResponseHeaders response = new ResponseHeaders();
    boolean begun = response.headers(metadataOf(input));
    Status ofData = response.data(Unpooled.wrappedBuffer(input), false);
    if (begun) {
      assertThat(ofData).as("data after headers belongs to messages").isNull();
    } else {
      assertThat(ofData).as("data without headers does not").isNotNull();
    }
    assertThat(response.headers(metadataOf(input))).as("headers twice").isFalse();
    Status end = response.trailers(metadataOf(input));
    assertThat(end.getCode()).isNotNull();
    assertThat(response.errorMetadata()).isNotNull();
  }

  private static Metadata metadataOf(byte[] input) {
    return Headers.toMetadata(headers(input));
  }

  private static String serialized(Metadata metadata) {
    return Arrays.deepToString(InternalMetadata.serialize(metadata));
  }

  private static Http2Headers headers(byte[] input) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    int at = 0;
    while (at < input.length && headers.size() < MAX_HEADERS) {
      AsciiString name;
      int length = input[at++] & 0xff;
      if (length > 127) {
        name = AsciiString.of(NAMES[length % NAMES.length]);
      } else {
        int end = Math.min(input.length, at + length);
        name = new AsciiString(input, at, end - at, true);
        at = end;
      }
      int valueLength = at < input.length ? input[at++] & 0xff : 0;
      int end = Math.min(input.length, at + valueLength);
      headers.add(name, new AsciiString(input, at, end - at, true));
      at = end;
    }
    return headers;
  }
}
