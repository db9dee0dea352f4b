package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One end of an HTTP/2 connection that does only what the test tells it, frame by frame (RFC 9113).
 * It can write header blocks, not read them.
 */
final class Wire implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int REFUSED_STREAM = 7;

  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** The server's end of the next connection, with empty settings sent. */
  static Wire accept(ServerSocket listening) throws IOException {
    listening.setSoTimeout(20_000);
    return accept(listening.accept());
  }

  /** The server's end of a connection, with empty settings sent. */
  static Wire accept(Socket accepted) throws IOException {
    Wire wire = new Wire(accepted);
    byte[] preface = wire.in.readNBytes(PREFACE.length);
    if (!Arrays.equals(preface, PREFACE)) {
      throw new IOException("not HTTP/2: " + new String(preface, US_ASCII));
    }
    wire.write(SETTINGS, 0, 0);
    return wire;
  }

  /** The client's end of a new connection, with preface and empty settings sent. */
  static Wire connect(SocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, 20_000);
    Wire wire = new Wire(socket);
    wire.out.write(PREFACE);
    wire.write(SETTINGS, 0, 0);
    return wire;
  }

  record Frame(int type, int flags, int stream, ByteBuffer payload) {}

  /** The next frame; null if the peer has closed the connection. */
  Frame read() throws IOException {
    try {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
    } catch (EOFException e) {
      return null;
    }
  }

  /** The next frame of this type; settings that come before it are acknowledged, pings are not. */
  Frame read(int type) throws IOException {
    while (true) {
      Frame frame = read();
      if (frame == null) {
        throw new EOFException("closed before a frame of type " + type);
      }
      if (frame.type == SETTINGS && frame.flags == 0) {
        acknowledgeSettings();
      }
      if (frame.type == type) {
        return frame;
      }
    }
  }

  /** A whole request, of which this returns the stream. */
  int readRequest() throws IOException {
    int stream = read(HEADERS).stream();
    while ((read(DATA).flags & END_STREAM) == 0) {}
    return stream;
  }

  private void acknowledgeSettings() {
    try {
      write(SETTINGS, ACK, 0);
    } catch (IOException e) {
      // The peer has hung up; what it said before can still be read.
      return;
    }
  }

  void write(int type, int flags, int stream, byte... payload) throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }

  void reset(int stream, int errorCode) throws IOException {
    write(RST_STREAM, 0, stream, ints(errorCode));
  }

  void goAway(int lastStream, int errorCode) throws IOException {
    write(GOAWAY, 0, 0, ints(lastStream, errorCode));
  }

  /** Names and values in turn, as literals that are not indexed (RFC 7541, 6.2.2). */
  void headers(int stream, int flags, String... namesAndValues) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      literal(block, namesAndValues[i]);
      literal(block, namesAndValues[i + 1]);
    }
    write(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
  }

  /** A response of one message. */
  void respond(int stream, String message) throws IOException {
    headers(stream, 0, ":status", "200", "content-type", "application/grpc");
    data(stream, message);
    headers(stream, END_STREAM, "grpc-status", "0");
  }

  void data(int stream, String message) throws IOException {
    byte[] text = message.getBytes(US_ASCII);
    write(
        DATA,
        0,
        stream,
        ByteBuffer.allocate(5 + text.length).put((byte) 0).putInt(text.length).put(text).array());
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    if (text.length() >= 127) {
      throw new IllegalArgumentException("too long for a length of one byte");
    }
    block.write(text.length());
    block.writeBytes(text.getBytes(US_ASCII));
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
