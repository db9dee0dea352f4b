package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that connect, and do not get as far as HTTP/2. */
@LeaksNothing
class HandshakeLimitsTest {
  private ByteServer server;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start(Transports.server().handshakeTimeout(300, MILLISECONDS));
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.assertServes();
    }
  }

  @Test
  void silenceIsClosed() throws IOException {
    server.connectSilently().awaitClosed();
  }

  @Test
  void halfAPrefaceIsClosed() throws IOException {
    RawClient client = server.connectSilently();

    client.sendBytes(Arrays.copyOf(RawClient.PREFACE, 12));

    client.awaitClosed();
  }

  @Test
  void prefaceWithoutSettingsIsClosed() throws IOException {
    RawClient client = server.connectSilently();

    client.sendBytes(RawClient.PREFACE);

    client.awaitClosed();
  }

  @Test
  void aByteAtATimeIsClosed() throws IOException {
    RawClient client = server.connectSilently();
    client.socket.setSoTimeout(20);

    // The time limit is for the whole of it, and not for each byte.
    boolean closed = false;
    for (int i = 0; i < RawClient.PREFACE.length - 1 && !closed; i++) {
      closed = isClosedAfter(client, RawClient.PREFACE[i]);
    }

    client.socket.setSoTimeout(15_000);
    while (!closed) {
      closed = isClosedAfter(client);
    }
  }

  /** Sends something, and reads a little. */
  private static boolean isClosedAfter(RawClient client, byte... bytes) {
    try {
      client.sendBytes(bytes);
      return client.in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void otherProtocolsAreClosed() throws IOException {
    RawClient client = server.connectSilently();

    client.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));

    client.awaitClosed();
  }

  @Test
  void otherFramesThanSettingsAreClosed() throws IOException {
    RawClient client = server.connectSilently();

    client.sendBytes(RawClient.PREFACE);
    client.send(Frame.headers(1, true, HeaderBlock.request("Echo")));

    client.awaitClosed();
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void manySilentClientsAreClosed() throws IOException {
    RawClient[] clients = new RawClient[100];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = server.connectSilently();
    }
    for (RawClient client : clients) {
      client.awaitClosed();
    }
  }

  @Test
  void whoHasBegunInTimeIsLeftAlone() throws IOException {
    RawClient silent = server.connectSilently();
    RawClient client = server.connect();

    silent.awaitClosed();

    assertThat(client.echo((byte) 5).messages()).containsExactly(new byte[] {5});
  }
}
