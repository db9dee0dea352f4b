package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that have a server begin calls and throw them away. */
@LeaksNothing
class ResetAttackTest {
  /** More than any server should put up with, and less than what takes long. */
  private static final int MANY = 60_000;

  private static final int THE_LIMIT = 10_000;

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
    client = server.connect();
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  /** What makes a server reset a stream (CVE-2025-8671). */
  enum Provocation {
    WINDOW_OF_ZERO {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {request(stream, false), Frame.windowUpdate(stream, 0)};
      }
    },
    WINDOW_OVERFLOW {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {request(stream, false), Frame.windowUpdate(stream, Integer.MAX_VALUE)};
      }
    },
    HEADERS_AFTER_THE_END {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {request(stream, true), request(stream, true)};
      }
    },
    DATA_AFTER_THE_END {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {request(stream, true), Frame.data(stream, false, (byte) 1)};
      }
    },
    PRIORITY_OF_WRONG_SIZE {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {
          request(stream, false), new Frame(Frame.PRIORITY, 0, stream, new byte[] {1})
        };
      }
    },
    DEPENDENCY_ON_ITSELF {
      @Override
      Frame[] frames(int stream) {
        byte[] priority = {0, 0, (byte) (stream >> 8), (byte) stream, 0};
        return new Frame[] {request(stream, false), new Frame(Frame.PRIORITY, 0, stream, priority)};
      }
    },
    MALFORMED_HEADERS {
      @Override
      Frame[] frames(int stream) {
        return new Frame[] {
          Frame.headers(stream, false, HeaderBlock.request("Idle", "connection", "close"))
        };
      }
    };

    abstract Frame[] frames(int stream);

    static Frame request(int stream, boolean endStream) {
      return Frame.headers(stream, endStream, HeaderBlock.request("Idle"));
    }
  }

  @Test
  void rapidResetLosesTheConnection() throws IOException {
    boolean open = true;
    for (int i = 0; i < MANY && open; i++) {
      int stream = client.nextStream();
      open =
          client.trySend(
              Provocation.request(stream, false),
              Frame.reset(stream, (int) Http2Error.CANCEL.code()));
    }

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.ENHANCE_YOUR_CALM.code());
    assertThat(server.begun).hasValueLessThan(MANY / 4);
    server.awaitNoHandler();
    server.assertServes();
  }

  @ParameterizedTest
  @EnumSource
  void provokedResetsLoseTheConnection(Provocation provocation) throws IOException {
    boolean open = true;
    for (int i = 0; i < MANY && open; i++) {
      open = client.trySend(provocation.frames(client.nextStream()));
    }

    client.awaitClosed();
    assertThat(server.begun).hasValueLessThan(MANY / 4);
    server.awaitNoHandler();
    server.assertServes();
  }

  @Test
  void aFewResetsDoNoHarm() throws IOException {
    for (int i = 0; i < 50; i++) {
      int stream = client.begin("Idle");
      client.send(Frame.reset(stream, (int) Http2Error.CANCEL.code()));
    }

    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
    server.awaitNoHandler();
  }

  @Test
  void aClientMayGiveUpAllItsCallsAtOnce() throws IOException {
    List<Integer> streams = new ArrayList<>();
    for (int i = 0; i < THE_LIMIT; i++) {
      streams.add(client.begin("Idle"));
    }
    for (int stream : streams) {
      client.send(Frame.reset(stream, (int) Http2Error.CANCEL.code()));
    }

    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
    server.awaitNoHandler();
  }

  @Test
  void handlersThatEndEarlyAreNoAttack() throws IOException {
    for (int i = 0; i <= THE_LIMIT; i++) {
      Answer answer = client.awaitOver(client.begin("Early"));
      assertThat(answer.grpcStatus()).isZero();
    }

    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  /** RFC 9113, 5.1: what is under way when a stream is reset is ignored. */
  @Test
  void dataThatCrossesTheEndOfItsStreamIsNoAttack() throws IOException {
    int stream = client.begin("Early");
    assertThat(client.awaitOver(stream).grpcStatus()).isZero();

    for (int i = 0; i < 1000; i++) {
      client.send(Frame.data(stream, false, Frame.message((byte) 1)));
    }

    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }
}
