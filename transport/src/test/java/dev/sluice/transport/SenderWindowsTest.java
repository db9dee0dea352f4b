package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Part of the windows is set aside for senders that write to the socket themselves. None of it may
 * be missing where it is needed: the peer knows nothing of it, and waits for what it has asked for.
 */
@LeaksNothing
class SenderWindowsTest {
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int INITIAL_WINDOW_SIZE = 4;

  /** Of what is set aside for a sender. */
  private static final int ALLOWANCE = 16 * 1024;

  private static final int PREFIX = 5;

  /** Wide enough that something is set aside. */
  private static final int CONNECTION_WINDOW = DEFAULT_WINDOW + (1 << 20);

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
    client = server.connect();
    client.send(Frame.windowUpdate(0, CONNECTION_WINDOW - DEFAULT_WINDOW));
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.assertServes();
    }
  }

  /** Begins a call whose handler sends now and then, and so is allowed to write by itself. */
  private int beginWithAllowance() throws IOException {
    int stream = client.begin("Echo");
    for (int i = 0; i < 4; i++) {
      echo(stream, new byte[] {(byte) i});
      client.roundTrip();
    }
    return stream;
  }

  private void echo(int stream, byte[] message) throws IOException {
    int expected = client.answer(stream).data().length + PREFIX + message.length;
    client.sendData(stream, false, Frame.message(message));
    while (client.answer(stream).data().length < expected) {
      client.await(Frame.DATA, stream);
    }
  }

  private int received(int stream) {
    return client.answer(stream).data().length;
  }

  @Test
  void windowThatShrinksIsOpenAsFarAsThePeerSaysSo() throws IOException {
    int stream = beginWithAllowance();
    client.send(Frame.settings(INITIAL_WINDOW_SIZE, ALLOWANCE));

    echo(stream, new byte[100]);
    echo(stream, new byte[ALLOWANCE - received(stream) - PREFIX]);

    client.finish(stream);
    assertThat(client.awaitOver(stream).grpcStatus()).isZero();
  }

  /** RFC 9113, 6.9.2. */
  @Test
  void windowThatShrinksIsOpenNoFurther() throws IOException {
    int stream = beginWithAllowance();
    int window = received(stream) + 20;
    client.send(Frame.settings(INITIAL_WINDOW_SIZE, window));
    client.roundTrip();
    client.send(Frame.data(stream, false, Frame.message(new byte[100])));
    client.await(Frame.DATA, stream);

    assertThat(received(stream)).isEqualTo(window);

    client.send(Frame.windowUpdate(stream, 1000));
    client.finish(stream);
    assertThat(client.awaitOver(stream).messages().getLast()).hasSize(100);
  }

  @Test
  void messageThatFillsTheWindowLeavesWhole() throws IOException {
    int stream = beginWithAllowance();

    echo(stream, new byte[DEFAULT_WINDOW - received(stream) - PREFIX]);

    client.finish(stream);
    assertThat(client.awaitOver(stream).grpcStatus()).isZero();
  }

  @Test
  void windowOfTheConnectionIsTooLargeThoughAPartIsSetAside() throws IOException {
    client.send(Frame.windowUpdate(0, Integer.MAX_VALUE - CONNECTION_WINDOW));
    int stream = beginWithAllowance();
    client.send(Frame.windowUpdate(0, received(stream) + 1));
    client.finish(stream);

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.FLOW_CONTROL_ERROR.code());
  }

  /** However a call has ended: every byte of the connection's window serves those that come. */
  @Test
  void windowOfTheConnectionIsWholeAfterCallsThatEnded() throws IOException {
    int used = 0;
    for (int i = 0; i < 8; i++) {
      int finished = beginWithAllowance();
      client.finish(finished);
      client.awaitOver(finished);
      int reset = beginWithAllowance();
      client.send(Frame.reset(reset, (int) Http2Error.CANCEL.code()));
      int malformed = beginWithAllowance();
      client.send(Frame.data(malformed, false, Frame.message(7, 1, (byte) 1)));
      client.awaitOver(malformed);
      int broken = beginWithAllowance();
      client.send(Frame.headers(broken, false, "more", "headers"));
      client.awaitOver(broken);
      int half = beginWithAllowance();
      client.send(Frame.data(half, true, (byte) 0));
      client.awaitOver(half);
      for (int stream : new int[] {finished, reset, malformed, broken, half}) {
        used += received(stream);
      }
    }
    client.send(Frame.settings(INITIAL_WINDOW_SIZE, 2 * CONNECTION_WINDOW));
    int stream = client.begin("Pour");
    client.finish(stream, new byte[] {1});
    while (received(stream) < CONNECTION_WINDOW - used) {
      client.await(Frame.DATA, stream);
    }

    client.roundTrip();
    assertThat(received(stream)).isEqualTo(CONNECTION_WINDOW - used);
    client.send(Frame.reset(stream, (int) Http2Error.CANCEL.code()));
  }
}
