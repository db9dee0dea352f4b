package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that want more of a connection than it gives: streams, headers. */
@LeaksNothing
class StreamLimitTest {
  private static final int LIMIT = 3;
  private static final int REFUSED = (int) Http2Error.REFUSED_STREAM.code();

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start(Transports.serverWithConcurrentCalls(LIMIT));
    client = server.connect();
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.idleMayEnd.release(100);
      running.awaitNoHandler();
      running.assertServes();
    }
  }

  @Test
  void theLimitIsTold() throws IOException {
    Frame settings = client.await(Frame.SETTINGS);

    boolean told = false;
    for (int at = 0; at < settings.payload.length; at += 6) {
      boolean concurrentStreams = settings.payload[at + 1] == 3;
      told |= concurrentStreams && settings.payload[at + 5] == LIMIT;
    }
    assertThat(told).isTrue();
  }

  @Test
  void moreStreamsAreRefused() throws IOException {
    int[] streams = new int[LIMIT];
    for (int i = 0; i < LIMIT; i++) {
      streams[i] = client.begin("Idle");
    }
    int more = client.nextStream();
    client.send(Frame.headers(more, true, HeaderBlock.request("Idle")));

    assertThat(client.awaitOver(more).resetCode()).isEqualTo(REFUSED);
    await().atMost(15, SECONDS).until(() -> server.running.get() == LIMIT);
    assertThat(server.begun).hasValue(LIMIT);
    server.idleMayEnd.release(LIMIT);
    for (int stream : streams) {
      assertThat(client.awaitOver(stream).grpcStatus()).isZero();
    }
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  /**
   * A client may not yet have read the limit when it begins its first calls: what is under way on a
   * stream that was refused is ignored (RFC 9113, 5.1), and the other calls go on.
   */
  @Test
  void dataOfARefusedStreamIsIgnored() throws IOException {
    int[] streams = new int[LIMIT];
    for (int i = 0; i < LIMIT; i++) {
      streams[i] = client.begin("Idle");
    }
    int more = client.begin("Unary");
    client.finish(more, new byte[] {1});

    assertThat(client.awaitOver(more).resetCode()).isEqualTo(REFUSED);
    server.idleMayEnd.release(LIMIT);
    for (int stream : streams) {
      assertThat(client.awaitOver(stream).grpcStatus()).isZero();
    }
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  /** RFC 9113, 5.1.1: a stream that was refused counts among those that have been. */
  @Test
  void streamBeforeOneThatWasRefusedClosesTheConnection() throws IOException {
    for (int i = 0; i < LIMIT; i++) {
      client.begin("Idle");
    }
    int skipped = client.nextStream();
    int refused = client.begin("Unary");
    assertThat(client.awaitOver(refused).resetCode()).isEqualTo(REFUSED);
    server.idleMayEnd.release(LIMIT);
    client.awaitOver(1);

    client.send(Frame.headers(skipped, true, HeaderBlock.request("Unary")));

    assertThat(client.awaitClosed()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
  }

  @Test
  void streamsThatAreOverCountNoMore() throws IOException {
    for (int i = 0; i < 10 * LIMIT; i++) {
      assertThat(client.echo((byte) i).messages()).containsExactly(new byte[] {(byte) i});
    }
  }

  @Test
  void tooManyHeadersFailTheCallAlone() throws IOException {
    for (int i = 0; i < 3; i++) {
      int stream = client.nextStream();
      String[] headers = HeaderBlock.request("Unary", "big", "b".repeat(9_000));
      client.send(Frame.headers(stream, true, headers));

      Answer answer = client.awaitOver(stream);

      assertThat(answer.httpStatus()).as("%s", answer).isEqualTo("431");
    }
    assertThat(server.begun).hasValue(0);
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }

  @Test
  void manySmallHeadersFailTheCallAlone() throws IOException {
    String[] headers = HeaderBlock.request("Unary");
    for (int i = 0; i < 300; i++) {
      headers = HeaderBlock.with(headers, "a" + i, "b");
    }
    int stream = client.nextStream();
    client.send(Frame.headers(stream, true, headers));

    Answer answer = client.awaitOver(stream);

    assertThat(answer.httpStatus()).as("%s", answer).isEqualTo("431");
    assertThat(server.begun).hasValue(0);
    assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
  }
}
