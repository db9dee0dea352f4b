package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send frames which are of no use to anybody, and no end of them. */
@LeaksNothing
class FloodTest {
  private static final int CALM = (int) Http2Error.ENHANCE_YOUR_CALM.code();

  /** More than any server should put up with, and less than what takes long. */
  private static final int MANY = 20_000;

  private static final int AT_A_TIME = 100;

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
    }
  }

  /**
   * Sends a frame again and again; returns whether the connection was lost before all were sent.
   */
  private boolean flood(Frame frame) {
    Frame[] bunch = new Frame[AT_A_TIME];
    Arrays.fill(bunch, frame);
    for (int i = 0; i < MANY / AT_A_TIME; i++) {
      if (!client.trySend(bunch)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void emptyContinuationsLoseTheConnection() throws IOException {
    client.send(new Frame(Frame.HEADERS, 0, 1, HeaderBlock.of(HeaderBlock.request("Echo"))));

    flood(new Frame(Frame.CONTINUATION, 0, 1, new byte[0]));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void smallContinuationsLoseTheConnection() throws IOException {
    client.send(new Frame(Frame.HEADERS, 0, 1, HeaderBlock.of(HeaderBlock.request("Echo"))));

    flood(new Frame(Frame.CONTINUATION, 0, 1, HeaderBlock.of("a", "b")));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void bigContinuationsLoseTheConnection() throws IOException {
    client.send(new Frame(Frame.HEADERS, 0, 1, HeaderBlock.of(HeaderBlock.request("Echo"))));

    boolean lost =
        flood(new Frame(Frame.CONTINUATION, 0, 1, HeaderBlock.of("a", "b".repeat(16_000))));

    assertThat(lost).isTrue();
    client.awaitClosed();
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void emptyDataLosesTheConnection() throws IOException {
    int stream = client.begin("Echo");

    flood(Frame.data(stream, false));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    server.awaitNoHandler();
  }

  @Test
  void emptyDataWithPaddingLosesTheConnection() throws IOException {
    int stream = client.begin("Echo");

    flood(Frame.padded(stream, false, new byte[0], 0));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    server.awaitNoHandler();
  }

  @Test
  void pingsLoseTheConnection() throws IOException {
    flood(Frame.ping(1));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    assertThat(client.goAwayDebugData()).isEqualTo("too_many_pings");
  }

  @Test
  void pingsDuringACallLoseTheConnection() throws IOException {
    client.begin("Idle");

    flood(Frame.ping(1));

    assertThat(client.awaitClosed()).isEqualTo(CALM);
    assertThat(client.goAwayDebugData()).isEqualTo("too_many_pings");
    server.awaitNoHandler();
  }

  @Test
  void settingsWhoseAnswersAreNotReadLoseTheConnection() throws IOException {
    RawClient greedy = server.connect(4, Integer.MAX_VALUE);
    greedy.send(Frame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
    greedy.finish(greedy.begin("Pour"), new byte[1]);
    awaitStall();

    client = greedy;
    flood(Frame.settings(4, Integer.MAX_VALUE));

    server.awaitNoHandler();
  }

  /** Nothing more goes out, as nobody reads. */
  private void awaitStall() {
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .atMost(15, SECONDS)
        .pollInterval(200, MILLISECONDS)
        .until(() -> last.getAndSet(server.poured.get()) == server.poured.get() && last.get() > 0);
  }

  @Test
  void prioritiesChangeNothing() throws IOException {
    int stream = client.begin("Echo");

    assertThat(flood(new Frame(Frame.PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 9}))).isFalse();

    client.finish(stream, new byte[] {1});
    assertThat(client.awaitOver(stream).messages()).containsExactly(new byte[] {1});
  }

  @Test
  void smallWindowUpdatesChangeNothing() throws IOException {
    int stream = client.begin("Echo");

    assertThat(flood(Frame.windowUpdate(stream, 1))).isFalse();

    client.finish(stream, new byte[] {1});
    assertThat(client.awaitOver(stream).messages()).containsExactly(new byte[] {1});
  }

  @Test
  void unknownFramesAreIgnored() throws IOException {
    int stream = client.begin("Echo");

    assertThat(flood(new Frame(0xbe, 0xff, stream, new byte[] {1, 2, 3}))).isFalse();

    client.finish(stream, new byte[] {1});
    assertThat(client.awaitOver(stream).messages()).containsExactly(new byte[] {1});
  }
}
