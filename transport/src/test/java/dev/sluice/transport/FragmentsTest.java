package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that come in pieces as small as they may be, or in DATA that is mostly padding. */
@LeaksNothing
class FragmentsTest {
  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
    client = server.connect();
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.assertServes();
      running.awaitNoHandler();
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void bytewiseMessagesAreWhole() throws IOException {
    int stream = client.begin("Echo");
    List<byte[]> messages = List.of(bytes(0), bytes(1), bytes(300), bytes(0), bytes(5));
    for (byte[] message : messages) {
      for (byte b : Frame.message(message)) {
        client.send(Frame.data(stream, false, b));
      }
    }
    client.finish(stream);

    Answer answer = client.awaitOver(stream);

    assertThat(answer.grpcStatus()).isZero();
    assertThat(answer.messages()).containsExactlyElementsOf(messages);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255})
  void paddingIsNoPartOfMessages(int padding) throws IOException {
    int stream = client.begin("Echo");
    byte[] message = Frame.message(bytes(100));
    for (byte b : message) {
      client.send(Frame.padded(stream, false, new byte[] {b}, padding));
    }
    client.send(Frame.padded(stream, true, new byte[0], padding));

    Answer answer = client.awaitOver(stream);

    assertThat(answer.grpcStatus()).isZero();
    assertThat(answer.messages()).containsExactly(bytes(100));
  }

  /** Padding counts for flow control, and is given back at once (RFC 9113, 6.9.1). */
  @Test
  void paddingDoesNotUseTheWindowUp() throws IOException {
    client.await(Frame.SETTINGS);
    int stream = client.begin("Idle");
    // More than the window of the stream in all, and of it but little is data.
    for (int i = 0; i < 6_000; i++) {
      client.send(Frame.padded(stream, false, new byte[] {1}, 255));
    }
    client.roundTrip();
    server.idleMayEnd.release();

    assertThat(client.awaitOver(stream).grpcStatus()).isZero();
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  @Test
  void aThousandMessagesInOneFrameAreWhole() throws IOException {
    int stream = client.begin("Echo");
    byte[] one = Frame.message((byte) 3);
    byte[] all = new byte[1000 * one.length];
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
      messages.add(new byte[] {3});
    }
    client.sendData(stream, true, all);

    assertThat(client.awaitOver(stream).messages()).containsExactlyElementsOf(messages);
  }

  /**
   * A message of which but single bytes come must not take many times its size: what the server
   * holds for it stays below a multiple of what was sent.
   */
  @Test
  void bytewiseMessagesTakeLittleMoreThanTheirSize() throws IOException {
    int count = 20_000;
    int stream = client.begin("Echo");
    client.sendBytes(Frame.data(stream, false, Frame.message(0, count + 1)).toBytes());
    client.roundTrip();
    long before = used();

    byte[] frame = Frame.data(stream, false, (byte) 1).toBytes();
    byte[] bunch = new byte[frame.length * 100];
    for (int i = 0; i < 100; i++) {
      System.arraycopy(frame, 0, bunch, i * frame.length, frame.length);
    }
    for (int i = 0; i < count / 100; i++) {
      client.sendBytes(bunch);
    }
    client.roundTrip();

    assertThat(used() - before).isLessThan(16L * count);
    client.send(Frame.data(stream, true, (byte) 1));
    assertThat(client.awaitOver(stream).messages()).hasSize(1);
  }

  /** What is reachable, in bytes. */
  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
