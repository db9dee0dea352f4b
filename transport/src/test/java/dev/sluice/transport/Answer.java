package dev.sluice.transport;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What arrived on one stream. */
final class Answer {
  /** The header blocks, in order; the last are the trailers. */
  final List<Http2Headers> headers = new ArrayList<>();

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean ended;
  private Integer resetCode;

  void add(Http2Headers block) {
    headers.add(block);
  }

  void add(byte[] bytes) {
    data.writeBytes(bytes);
  }

  void end() {
    ended = true;
  }

  void reset(int code) {
    resetCode = code;
  }

  boolean isOver() {
    return ended || resetCode != null;
  }

  /** Whether the peer has ended its side in order. */
  boolean isEnded() {
    return ended;
  }

  /** With which code the peer has reset the stream; null if it has not. */
  Integer resetCode() {
    return resetCode;
  }

  byte[] data() {
    return data.toByteArray();
  }

  /** The messages that the data is made of. */
  List<byte[]> messages() {
    ByteBuffer all = ByteBuffer.wrap(data.toByteArray());
    List<byte[]> messages = new ArrayList<>();
    while (all.hasRemaining()) {
      all.get();
      byte[] message = new byte[all.getInt()];
      all.get(message);
      messages.add(message);
    }
    return messages;
  }

  String httpStatus() {
    return String.valueOf(headers.getFirst().status());
  }

  /** The number of the gRPC status; -1 if none came. */
  int grpcStatus() {
    CharSequence status = headers.isEmpty() ? null : headers.getLast().get("grpc-status");
    return status == null ? -1 : Integer.parseInt(status.toString());
  }

  String grpcMessage() {
    return String.valueOf(headers.getLast().get("grpc-message"));
  }

  @Override
  public String toString() {
    return "Answer"
        + headers
        + data.size()
        + " bytes"
        + (ended ? ", ended" : "")
        + (resetCode == null ? "" : ", reset with " + resetCode);
  }
}
