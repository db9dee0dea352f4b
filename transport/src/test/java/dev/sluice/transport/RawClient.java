package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** The client's end of a connection, frame by frame. */
final class RawClient extends RawPeer {
  static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private static final int MAX_FRAME_BYTES = 16_384;

  private int lastStream = -1;

  private RawClient(Socket socket) throws IOException {
    super(socket);
  }

  /** A connection on which nothing has been said yet. */
  static RawClient connectSilently(int port) throws IOException {
    return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** A connection that has begun as the protocol wants it. */
  static RawClient connect(int port, int... settings) throws IOException {
    RawClient client = connectSilently(port);
    client.sendBytes(PREFACE);
    client.send(Frame.settings(settings));
    return client;
  }

  /** The number for the next stream. */
  int nextStream() {
    lastStream += 2;
    return lastStream;
  }

  /** Begins a call, and returns the number of its stream. */
  int begin(String method, String... moreHeaders) throws IOException {
    int stream = nextStream();
    send(Frame.headers(stream, false, HeaderBlock.request(method, moreHeaders)));
    return stream;
  }

  /** Sends bytes in frames that are not too large. */
  void sendData(int stream, boolean endStream, byte... bytes) throws IOException {
    int at = 0;
    while (bytes.length - at > MAX_FRAME_BYTES) {
      send(Frame.data(stream, false, Arrays.copyOfRange(bytes, at, at + MAX_FRAME_BYTES)));
      at += MAX_FRAME_BYTES;
    }
    send(Frame.data(stream, endStream, Arrays.copyOfRange(bytes, at, bytes.length)));
  }

  /** Sends messages, and half-closes. */
  void finish(int stream, byte[]... messages) throws IOException {
    for (byte[] message : messages) {
      send(Frame.data(stream, false, Frame.message(message)));
    }
    send(Frame.data(stream, true));
  }

  /** A call in good order, which shows that the connection is still of use. */
  Answer echo(byte... message) throws IOException {
    int stream = begin("Unary");
    finish(stream, message);
    return awaitOver(stream);
  }
}
