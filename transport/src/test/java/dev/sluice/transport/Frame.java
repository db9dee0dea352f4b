package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** An HTTP/2 frame (RFC 9113, 4.1), well formed or not, as its bytes say. */
final class Frame {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;

  private static final int HEADER_BYTES = 9;

  final int type;
  final int flags;
  final int stream;
  final byte[] payload;

  Frame(int type, int flags, int stream, byte[] payload) {
    this.type = type;
    this.flags = flags;
    this.stream = stream;
    this.payload = payload;
  }

  static Frame headers(int stream, boolean endStream, String... namesAndValues) {
    return headers(stream, endStream, HeaderBlock.of(namesAndValues));
  }

  static Frame headers(int stream, boolean endStream, byte[] block) {
    return new Frame(HEADERS, END_HEADERS | (endStream ? END_STREAM : 0), stream, block);
  }

  static Frame data(int stream, boolean endStream, byte... bytes) {
    return new Frame(DATA, endStream ? END_STREAM : 0, stream, bytes);
  }

  /** DATA with padding (RFC 9113, 6.1). */
  static Frame padded(int stream, boolean endStream, byte[] bytes, int padding) {
    byte[] payload = new byte[1 + bytes.length + padding];
    payload[0] = (byte) padding;
    System.arraycopy(bytes, 0, payload, 1, bytes.length);
    return new Frame(DATA, PADDED | (endStream ? END_STREAM : 0), stream, payload);
  }

  static Frame reset(int stream, int errorCode) {
    return new Frame(RST_STREAM, 0, stream, ints(errorCode));
  }

  static Frame settings(int... idsAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length / 2 * 6);
    for (int i = 0; i < idsAndValues.length; i += 2) {
      payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
    }
    return new Frame(SETTINGS, 0, 0, payload.array());
  }

  static Frame settingsAck() {
    return new Frame(SETTINGS, ACK, 0, new byte[0]);
  }

  static Frame ping(long data) {
    return new Frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(data).array());
  }

  static Frame goAway(int lastStream, int errorCode, String debugData) {
    byte[] debug = debugData.getBytes(UTF_8);
    return new Frame(
        GOAWAY,
        0,
        0,
        ByteBuffer.allocate(8 + debug.length)
            .putInt(lastStream)
            .putInt(errorCode)
            .put(debug)
            .array());
  }

  static Frame windowUpdate(int stream, int bytes) {
    return new Frame(WINDOW_UPDATE, 0, stream, ints(bytes));
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  /** A gRPC message with its prefix. */
  static byte[] message(byte... bytes) {
    return message(0, bytes.length, bytes);
  }

  /** A gRPC message whose prefix may lie. */
  static byte[] message(int flag, int length, byte... bytes) {
    return ByteBuffer.allocate(5 + bytes.length).put((byte) flag).putInt(length).put(bytes).array();
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The error code of a RST_STREAM or a GOAWAY. */
  int errorCode() {
    return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
  }

  /** What a GOAWAY says besides. */
  String debugData() {
    return new String(payload, 8, payload.length - 8, UTF_8);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] toBytes(Frame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      bytes.writeBytes(frame.toBytes());
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return "frame of type " + type + " on stream " + stream + ", " + payload.length + " bytes";
  }
}
