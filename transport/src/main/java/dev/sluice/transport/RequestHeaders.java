package dev.sluice.transport;

import io.grpc.Status;
import io.grpc.internal.GrpcUtil;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request is one of gRPC (gRPC over HTTP2, "Requests"; RFC 9113, 8.2.2 and 8.3.1).
 *
 * @param method the full name of the method that is called
 * @param authority whom the client meant to reach, if it said so
 */
record RequestHeaders(String method, @Nullable String authority) {
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONNECTION = AsciiString.cached("connection");

  /** Why a request is refused before there is a call. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int httpStatus;
    private final transient Status status;

    RefusedException(int httpStatus, Status.Code code, String why) {
      super(why, null, false, false);
      this.httpStatus = httpStatus;
      this.status = code.toStatus().withDescription(why);
    }

    int httpStatus() {
      return httpStatus;
    }

    Status status() {
      return status;
    }
  }

  /** Whether they are malformed by RFC 9113, 8.2.2, 8.3 and 8.3.1. */
  static boolean areMalformed(Http2Headers headers, boolean trailers) {
    if (headers.contains(CONNECTION)) {
      return true;
    }
    return trailers
        ? headers.names().stream().anyMatch(name -> !name.isEmpty() && name.charAt(0) == ':')
        : headers.method() == null || headers.scheme() == null || headers.path() == null;
  }

  static RequestHeaders check(Http2Headers headers) throws RefusedException {
    CharSequence authority = headers.authority();
    if (authority == null) {
      List<CharSequence> hosts = headers.getAll(HOST);
      if (hosts.size() > 1) {
        throw new RefusedException(400, Status.Code.INTERNAL, "Multiple host headers");
      }
      authority = hosts.isEmpty() ? null : hosts.get(0);
    }
    headers.remove(HOST);
    CharSequence path = headers.path();
    if (path == null || path.isEmpty() || path.charAt(0) != '/') {
      throw new RefusedException(
          404, Status.Code.UNIMPLEMENTED, "Expected path to start with /: " + path);
    }
    CharSequence contentType = headers.get(CONTENT_TYPE);
    if (contentType == null) {
      throw new RefusedException(
          415, Status.Code.INTERNAL, "Content-Type is missing from the request");
    }
    if (!GrpcUtil.isGrpcContentType(contentType.toString())) {
      throw new RefusedException(
          415, Status.Code.INTERNAL, "Content-Type '" + contentType + "' is not supported");
    }
    CharSequence method = headers.method();
    if (method == null || !AsciiString.contentEquals("POST", method)) {
      throw new RefusedException(
          405, Status.Code.INTERNAL, "Method '" + method + "' is not supported");
    }
    return new RequestHeaders(
        path.subSequence(1, path.length()).toString(),
        authority == null ? null : authority.toString());
  }
}
