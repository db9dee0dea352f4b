package dev.sluice.transport;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.internal.TransportFrameUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Metadata as HTTP/2 headers and back (gRPC over HTTP2, "Requests" and "Responses"). */
final class Headers {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString APPLICATION_GRPC = AsciiString.cached("application/grpc");
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final AsciiString USER_AGENT = AsciiString.cached("user-agent");
  private static final AsciiString POST = AsciiString.cached("POST");
  private static final AsciiString OK = AsciiString.cached("200");

  /** What the transport itself sets; a peer would be confused to see it twice. */
  private static final Set<AsciiString> RESERVED = Set.of(CONTENT_TYPE, TE, USER_AGENT);

  private Headers() {}

  static Http2Headers ofRequest(
      AsciiString scheme,
      AsciiString authority,
      AsciiString path,
      AsciiString userAgent,
      Metadata metadata) {
    Http2Headers headers = new DefaultHttp2Headers(false, 16);
    headers.method(POST).scheme(scheme).path(path).authority(authority);
    headers.add(CONTENT_TYPE, APPLICATION_GRPC).add(TE, TRAILERS).add(USER_AGENT, userAgent);
    return addTo(headers, metadata, RESERVED);
  }

  static Http2Headers ofResponse(Metadata metadata) {
    Http2Headers headers = new DefaultHttp2Headers(false, 8);
    headers.status(OK).add(CONTENT_TYPE, APPLICATION_GRPC);
    return addTo(headers, metadata, RESERVED);
  }

  static Http2Headers ofTrailers(Metadata trailers) {
    return addTo(new DefaultHttp2Headers(false, 8), trailers, Set.of());
  }

  private static Http2Headers addTo(
      Http2Headers headers, Metadata metadata, Set<AsciiString> leftOut) {
    byte[][] pairs = TransportFrameUtil.toHttp2Headers(metadata);
    for (int i = 0; i < pairs.length; i += 2) {
      AsciiString name = new AsciiString(pairs[i], false);
      boolean isPseudo = !name.isEmpty() && name.byteAt(0) == ':';
      if (!isPseudo && !leftOut.contains(name)) {
        headers.add(name, new AsciiString(pairs[i + 1], false));
      }
    }
    return headers;
  }

  /**
   * Reads metadata out of headers; pseudo-headers but the status stay out of it.
   *
   * @throws IllegalArgumentException if a binary value is no Base64
   */
  static Metadata toMetadata(Http2Headers headers) {
    byte[][] pairs = new byte[headers.size() * 2][];
    int count = 0;
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      CharSequence name = header.getKey();
      if (!name.isEmpty() && name.charAt(0) == ':' && !AsciiString.contentEquals(name, ":status")) {
        continue;
      }
      pairs[count++] = bytes(name);
      pairs[count++] = bytes(header.getValue());
    }
    byte[][] raw = TransportFrameUtil.toRawSerializedHeaders(java.util.Arrays.copyOf(pairs, count));
    return InternalMetadata.newMetadata(raw);
  }

  private static byte[] bytes(CharSequence text) {
    return text instanceof AsciiString ascii
        ? ascii.isEntireArrayUsed() ? ascii.array() : ascii.toByteArray()
        : text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
