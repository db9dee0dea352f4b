package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that leave a call, or the connection, at any point of it: no handler stays behind. */
@LeaksNothing
class ClientLeavesTest {
  private static final int CANCEL = (int) Http2Error.CANCEL.code();

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
    client = server.connect();
    client.send(Frame.windowUpdate(0, 1 << 20));
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.awaitNoHandler();
      running.assertServes();
    }
  }

  /** How far a call has come. */
  enum Point {
    AFTER_HEADERS {
      @Override
      void reach(RawClient client, int stream) {}
    },
    MID_PREFIX {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.send(Frame.data(stream, false, (byte) 0, (byte) 0));
      }
    },
    MID_MESSAGE {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.send(Frame.data(stream, false, Frame.message(0, 10, (byte) 1)));
      }
    },
    AFTER_A_MESSAGE {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.send(Frame.data(stream, false, Frame.message((byte) 1)));
      }
    },
    AFTER_AN_ANSWER {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.send(Frame.data(stream, false, Frame.message((byte) 1)));
        client.await(Frame.DATA, stream);
      }
    },
    AFTER_THE_HALF_CLOSE {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.finish(stream, new byte[] {1});
      }
    },
    AFTER_TRAILERS {
      @Override
      void reach(RawClient client, int stream) throws IOException {
        client.finish(stream, new byte[] {1});
        client.awaitOver(stream);
      }
    };

    abstract void reach(RawClient client, int stream) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void resetEndsTheHandler(Point point) throws IOException {
    for (Http2Error error : Http2Error.values()) {
      int stream = client.begin("Echo");
      point.reach(client, stream);
      client.send(Frame.reset(stream, (int) error.code()));
    }

    server.awaitNoHandler();
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  /** A client's GOAWAY is about streams of the server, of which there are none. */
  @ParameterizedTest
  @EnumSource
  void goAwayLetsTheCallEnd(Point point) throws IOException {
    int stream = client.begin("Echo");
    point.reach(client, stream);
    client.send(Frame.goAway(0, (int) Http2Error.NO_ERROR.code(), "bye"));

    if (point == Point.AFTER_HEADERS || point == Point.AFTER_A_MESSAGE) {
      client.finish(stream, new byte[] {2});
      Answer answer = client.awaitOver(stream);
      assertThat(answer.grpcStatus()).as("%s", answer).isZero();
      assertThat(answer.messages().getLast()).isEqualTo(new byte[] {2});
    }
    client.close();
    server.awaitNoHandler();
  }

  @ParameterizedTest
  @EnumSource
  void closingTheConnectionEndsTheHandler(Point point) throws IOException {
    int stream = client.begin("Echo");
    point.reach(client, stream);

    client.close();

    server.awaitNoHandler();
  }

  @ParameterizedTest
  @EnumSource
  void resettingTheConnectionEndsTheHandler(Point point) throws IOException {
    int stream = client.begin("Echo");
    point.reach(client, stream);

    client.abort();

    server.awaitNoHandler();
  }

  /** Half a connection is of no use: the server sees that the client says no more. */
  @Test
  void closingHalfTheConnectionEndsTheHandler() throws IOException {
    client.begin("Idle");
    await().atMost(15, SECONDS).until(() -> server.running.get() == 1);

    client.socket.shutdownOutput();

    server.awaitNoHandler();
    client.awaitClosed();
  }

  @Test
  void resetEndsAHandlerThatWaitsToSend() throws IOException {
    int stream = client.begin("Pour");
    client.finish(stream, new byte[] {1});
    client.await(Frame.DATA, stream);

    client.send(Frame.reset(stream, CANCEL));

    server.awaitNoHandler();
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  @Test
  void deadlineEndsAHandlerThatWaitsToSend() throws IOException {
    int stream = client.begin("Pour", "grpc-timeout", "200m");
    client.finish(stream, new byte[] {1});

    Answer answer = client.awaitOver(stream);

    assertThat(answer.resetCode()).as("%s", answer).isEqualTo(CANCEL);
    server.awaitNoHandler();
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  @Test
  void deadlineEndsAHandlerThatWaitsForTheRestOfAMessage() throws IOException {
    int stream = client.begin("Echo", "grpc-timeout", "200m");
    client.send(Frame.data(stream, false, Frame.message(0, 1000, new byte[500])));

    Answer answer = client.awaitOver(stream);

    assertThat(answer.resetCode()).as("%s", answer).isEqualTo(CANCEL);
    server.awaitNoHandler();
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  /** The server's answer is whole, though the client has not finished its request. */
  @Test
  void handlerThatEndsEarlyIsHeard() throws IOException {
    int stream = client.begin("Early");

    Answer answer = client.awaitOver(stream);
    assertThat(answer.grpcStatus()).isZero();
    assertThat(client.await(Frame.RST_STREAM, stream).errorCode())
        .isEqualTo((int) Http2Error.NO_ERROR.code());
    client.send(Frame.data(stream, false, Frame.message((byte) 1)));
    client.sendData(stream, true, Frame.message(Arrays.copyOf(new byte[0], 30_000)));
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }
}
