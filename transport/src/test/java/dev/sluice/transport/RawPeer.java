package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One end of an HTTP/2 connection that sends whatever the test wants, over a blocking socket. While
 * it reads, it acknowledges settings and pings, and files what arrives by stream. For one thread.
 */
class RawPeer implements AutoCloseable {
  /** How long a frame may take to arrive. */
  private static final int READ_TIMEOUT_MILLIS = 15_000;

  /** The number of frames after which a peer that does not stop is held to be mad. */
  private static final int MAX_FRAMES = 100_000;

  final Socket socket;
  final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder =
      new DefaultHttp2HeadersDecoder(false, 1024 * 1024);
  private final Map<Integer, Answer> answers = new HashMap<>();
  private Frame goAway;
  private boolean answering = true;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** From now on neither settings nor pings are acknowledged. */
  void stopAnswering() {
    answering = false;
  }

  final void send(Frame... frames) throws IOException {
    sendBytes(Frame.toBytes(frames));
  }

  final void sendBytes(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends to a peer that may have closed the connection; returns whether it had not. */
  final boolean trySend(Frame... frames) {
    try {
      send(frames);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The next frame; null if the peer has closed the connection. */
  final Frame read() throws IOException {
    Frame frame;
    try {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[lengthAndType >>> 8];
      in.readFully(payload);
      frame = new Frame(lengthAndType & 0xff, flags, stream, payload);
    } catch (EOFException | SocketException e) {
      return null;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no frame arrived in time", e);
    }
    file(frame);
    return frame;
  }

  private void file(Frame frame) throws IOException {
    Answer answer = answer(frame.stream);
    switch (frame.type) {
      case Frame.DATA -> answer.add(frame.payload);
      case Frame.HEADERS -> {
        assertThat(frame.has(Frame.END_HEADERS)).as("headers in one frame").isTrue();
        answer.add(decode(frame));
      }
      case Frame.RST_STREAM -> answer.reset(frame.errorCode());
      case Frame.GOAWAY -> goAway = frame;
      case Frame.SETTINGS -> {
        if (answering && !frame.has(Frame.ACK)) {
          trySend(Frame.settingsAck());
        }
      }
      case Frame.PING -> {
        if (answering && !frame.has(Frame.ACK)) {
          trySend(new Frame(Frame.PING, Frame.ACK, 0, frame.payload));
        }
      }
      default -> {}
    }
    boolean canEnd = frame.type == Frame.DATA || frame.type == Frame.HEADERS;
    if (canEnd && frame.has(Frame.END_STREAM)) {
      answer.end();
    }
  }

  private Http2Headers decode(Frame frame) {
    ByteBuf block = Unpooled.wrappedBuffer(frame.payload);
    try {
      return decoder.decodeHeaders(frame.stream, block);
    } catch (Http2Exception e) {
      throw new AssertionError("headers that cannot be decoded", e);
    }
  }

  /** What has arrived so far on a stream. */
  final Answer answer(int stream) {
    return answers.computeIfAbsent(stream, id -> new Answer());
  }

  /** Reads until a stream is over, which it may be already. */
  final Answer awaitOver(int stream) throws IOException {
    Answer answer = answer(stream);
    if (!answer.isOver()) {
      readUntil("the end of stream " + stream, frame -> answer.isOver());
    }
    return answer;
  }

  /** Reads until a frame of this type has come. */
  final Frame await(int type) throws IOException {
    return readUntil("a frame of type " + type, frame -> frame.type == type);
  }

  /** Reads until a frame of this type has come on this stream. */
  final Frame await(int type, int stream) throws IOException {
    return readUntil(
        "a frame of type " + type + " on stream " + stream,
        frame -> frame.type == type && frame.stream == stream);
  }

  private Frame readUntil(String what, Predicate<Frame> enough) throws IOException {
    for (int i = 0; i < MAX_FRAMES; i++) {
      Frame frame = read();
      if (frame == null) {
        throw new AssertionError(
            "the connection was closed before "
                + what
                + (goAway == null ? "" : ": " + goAwayText()));
      }
      if (enough.test(frame)) {
        return frame;
      }
    }
    throw new AssertionError("too many frames before " + what);
  }

  private String goAwayText() {
    return "GOAWAY with " + goAway.errorCode() + " " + goAway.debugData();
  }

  /** Reads until the peer closes the connection, and returns the code of its GOAWAY, or -1. */
  final int awaitClosed() throws IOException {
    for (int i = 0; i < MAX_FRAMES; i++) {
      if (read() == null) {
        return goAway == null ? -1 : goAway.errorCode();
      }
    }
    throw new AssertionError("too many frames before the connection is closed");
  }

  /** What the peer's last GOAWAY says besides; null without one. */
  final String goAwayDebugData() {
    return goAway == null ? null : goAway.debugData();
  }

  /** Asks for a sign of life: all that the peer had to say before has then been read. */
  final void roundTrip() throws IOException {
    long data = 0x7007;
    send(Frame.ping(data));
    readUntil("the answer to a ping", frame -> frame.type == Frame.PING && frame.has(Frame.ACK));
  }

  /** Whether the peer answers still. */
  final boolean isOpen() throws IOException {
    if (!trySend(Frame.ping(1))) {
      return false;
    }
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type == Frame.PING && frame.has(Frame.ACK)) {
        return true;
      }
    }
    return false;
  }

  /** Closes with a TCP reset. */
  final void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
