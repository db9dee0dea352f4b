package dev.sluice.transport;

import io.grpc.InternalMetadata;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.GrpcUtil;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a response is one of gRPC (gRPC over HTTP2, "Responses"; HTTP to gRPC Status Code
 * Mapping), and makes a status of it. Of a response that is none, the beginning is kept to be told.
 */
final class ResponseHeaders {
  private static final int MAX_ERROR_CHARS = 1000;
  private static final int HTTP_OK = 200;

  static final Metadata.Key<Integer> HTTP_STATUS =
      InternalMetadata.keyOf(
          ":status",
          new InternalMetadata.TrustedAsciiMarshaller<Integer>() {
            @Override
            public byte[] toAsciiString(Integer value) {
              return Integer.toString(value).getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public Integer parseAsciiString(byte[] serialized) {
              int value = 0;
              for (byte digit : serialized) {
                if (digit < '0' || digit > '9' || serialized.length != 3) {
                  throw new NumberFormatException("an HTTP status has three digits");
                }
                value = value * 10 + digit - '0';
              }
              return value;
            }
          });

  private boolean arrived;

  /** What HTTP says of the response, for want of a status of gRPC. */
  private @Nullable Integer arrivedHttpStatus;

  private @Nullable Status error;
  private Metadata errorMetadata = new Metadata();

  /**
   * Takes in headers that are not the last.
   *
   * @return whether they are the beginning of a response
   */
  boolean headers(Metadata headers) {
    if (error != null) {
      return false;
    }
    Integer httpStatus = httpStatus(headers);
    if (!arrived && httpStatus != null && httpStatus >= 100 && httpStatus < 200) {
      return false; // RFC 9113, 8.1: interim responses
    }
    error = arrived ? Status.INTERNAL.withDescription("Received headers twice") : check(headers);
    arrived = true;
    if (error != null) {
      error = error.augmentDescription("headers: " + headers);
      errorMetadata = headers;
      return false;
    }
    arrivedHttpStatus = httpStatus;
    strip(headers);
    return true;
  }

  /**
   * Takes in data.
   *
   * @return null if it belongs to messages; OK if it was kept; or the error that is now complete
   */
  @Nullable Status data(ByteBuf data, boolean endStream) {
    Status soFar = error;
    if (soFar == null) {
      return arrived
          ? null
          : Status.INTERNAL.withDescription("headers not received before payload");
    }
    int count = Math.min(data.readableBytes(), MAX_ERROR_CHARS);
    String text = data.toString(data.readerIndex(), count, StandardCharsets.UTF_8);
    soFar = soFar.augmentDescription("DATA-----------------------------\n" + text);
    error = soFar;
    String description = soFar.getDescription();
    boolean enough = description != null && description.length() > MAX_ERROR_CHARS;
    return endStream || enough ? soFar : Status.OK;
  }

  /** Takes in the last headers, and returns how the call ended. */
  Status trailers(Metadata trailers) {
    Status soFar = error;
    if (soFar == null && !arrived) {
      soFar = check(trailers);
    }
    if (soFar != null) {
      return soFar.augmentDescription("trailers: " + trailers);
    }
    Status status = statusOf(trailers);
    strip(trailers);
    return status;
  }

  Metadata errorMetadata() {
    return errorMetadata;
  }

  private Status statusOf(Metadata trailers) {
    Status status = trailers.get(InternalStatus.CODE_KEY);
    if (status != null) {
      return status.withDescription(trailers.get(InternalStatus.MESSAGE_KEY));
    }
    Integer httpStatus = arrived ? arrivedHttpStatus : httpStatus(trailers);
    if (arrived && (httpStatus == null || httpStatus == HTTP_OK)) {
      return Status.UNKNOWN.withDescription("missing GRPC status in response");
    }
    return (httpStatus == null
            ? Status.INTERNAL.withDescription("missing HTTP status code")
            : GrpcUtil.httpStatusToGrpcStatus(httpStatus))
        .augmentDescription("missing GRPC status, inferred error from HTTP status code");
  }

  private static @Nullable Status check(Metadata headers) {
    Integer httpStatus = httpStatus(headers);
    if (httpStatus == null) {
      return Status.INTERNAL.withDescription("Missing HTTP status code");
    }
    String contentType = headers.get(GrpcUtil.CONTENT_TYPE_KEY);
    if (GrpcUtil.isGrpcContentType(contentType)) {
      return null;
    }
    return GrpcUtil.httpStatusToGrpcStatus(httpStatus)
        .augmentDescription(
            contentType == null
                ? "missing content-type in response headers"
                : "invalid content-type: " + contentType);
  }

  private static @Nullable Integer httpStatus(Metadata headers) {
    try {
      return headers.get(HTTP_STATUS);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What belongs to HTTP/2 is not for the application. */
  private static void strip(Metadata headers) {
    headers.discardAll(HTTP_STATUS);
    headers.discardAll(InternalStatus.CODE_KEY);
    headers.discardAll(InternalStatus.MESSAGE_KEY);
  }
}
