package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzzes a server's connection with frames after a valid preface: it answers a ping at their end,
 * or says why it closes, or closes; nothing of that is an error of the server; and the next client
 * is served.
 *
 * <p>An input is a sequence of frames, each with a byte for its type, its flags, its stream and the
 * length of what follows. Two types that HTTP/2 does not have stand for the headers of a request
 * and for a gRPC message.
 */
public final class FuzzConnection implements AutoCloseable {
  private static final int TYPES = 14;
  private static final int REQUEST = 12;
  private static final int MESSAGE = 13;
  private static final int MAX_FRAMES = 200;
  private static final int MAX_WAIT_MILLIS = 20_000;
  private static final byte[] LAST_PING = "the last".getBytes(US_ASCII);

  private final Server server;
  private final ManagedChannel channel;
  private final LoggedFailures logged = LoggedFailures.record();

  FuzzConnection() throws IOException {
    server =
        Builders.server()
            .addService(Texts.echo())
            .maxInboundMessageSize(4096)
            .maxInboundMetadataSize(2048)
            .build()
            .start();
    channel = Builders.channel(server).build();
  }

  /** What Jazzer uses as long as it runs. */
  private static final class Jazzer {
    private static FuzzConnection connection;
  }

  public static void fuzzerInitialize() throws IOException {
    Jazzer.connection = new FuzzConnection();
  }

  public static void fuzzerTearDown() {
    Jazzer.connection.close();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    Jazzer.connection.run(input);
  }

  void run(byte[] input) {
    try (Socket socket = new Socket()) {
      socket.connect(Builders.loopback(server.getPort()), MAX_WAIT_MILLIS);
      socket.setSoTimeout(MAX_WAIT_MILLIS);
      // Resets the connection at the end: so no port is left waiting.
      socket.setSoLinger(true, 0);
      if (send(socket, frames(input))) {
        readToTheEnd(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(Calls.unary(channel, Texts.UNARY, CallOptions.DEFAULT, "next")).isEqualTo("next");
    assertThat(logged.take()).as("failures that were logged").isEmpty();
  }

  private static boolean send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      // The server has closed already.
      return false;
    }
  }

  /** Fails by the socket's time limit if the server does nothing. */
  private static void readToTheEnd(Socket socket) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[lengthAndType >>> 8];
        in.readFully(payload);
        assertThat(stream).isNotNegative();
        int type = lengthAndType & 0xff;
        boolean lastPing =
            type == Wire.PING && flags == Wire.ACK && Arrays.equals(payload, LAST_PING);
        if (lastPing || type == Wire.GOAWAY) {
          return;
        }
      }
    } catch (EOFException | SocketException e) {
      // The server has closed.
      return;
    }
  }

  private static byte[] frames(byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Wire.PREFACE);
    frame(out, Wire.SETTINGS, 0, 0, new byte[0]);
    ByteBuffer in = ByteBuffer.wrap(input);
    for (int i = 0; i < MAX_FRAMES && in.remaining() >= 4; i++) {
      int type = (in.get() & 0xff) % TYPES;
      int flags = in.get();
      int stream = in.get() & 0x1f;
      byte[] payload = new byte[Math.min(in.get() & 0xff, in.remaining())];
      in.get(payload);
      switch (type) {
        case REQUEST -> frame(out, Wire.HEADERS, flags & 5, stream, request(payload));
        case MESSAGE -> frame(out, Wire.DATA, flags & Wire.END_STREAM, stream, message(payload));
        default -> frame(out, type, flags, stream, payload);
      }
    }
    frame(out, Wire.PING, 0, 0, LAST_PING);
    return out.toByteArray();
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.writeBytes(
        ByteBuffer.allocate(9 + payload.length)
            .putInt(payload.length << 8 | type)
            .put((byte) flags)
            .putInt(stream)
            .put(payload)
            .array());
  }

  /** A header block that is a request, and more headers as the input has it. */
  private static byte[] request(byte[] more) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String path =
        more.length % 2 == 0 ? Texts.UNARY.getFullMethodName() : Texts.BIDI.getFullMethodName();
    List<String> fields =
        List.of(
            ":method", "POST",
            ":scheme", "http",
            ":path", "/" + path,
            ":authority", "peer",
            "content-type", "application/grpc",
            "te", "trailers");
    for (int i = 0; i < fields.size(); i++) {
      byte[] text = fields.get(i).getBytes(US_ASCII);
      if (i % 2 == 0) {
        block.write(0); // a literal that is not indexed (RFC 7541, 6.2.2)
      }
      block.write(text.length);
      block.writeBytes(text);
    }
    block.writeBytes(more);
    return block.toByteArray();
  }

  private static byte[] message(byte[] text) {
    return ByteBuffer.allocate(5 + text.length).put((byte) 0).putInt(text.length).put(text).array();
  }

  @Override
  public void close() {
    try {
      Running.end(channel);
      Running.end(server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      logged.close();
    }
  }
}
