package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Pings that find out whether the peer is still there, and what a server thinks of them. Ten
 * seconds is the least that grpc-java waits between two; so these tests wait side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
final class KeepAliveTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final byte[] ONE_CONCURRENT_STREAM = {0, 3, 0, 0, 0, 1};

  @RegisterExtension final Running running = new Running();

  @Test
  void aServerPingsItsClientsAndHangsUpOnOneThatDoesNotAnswer() throws Exception {
    Server server =
        start(
            Builders.server()
                .keepAliveTime(10, SECONDS)
                .keepAliveTimeout(1, SECONDS)
                .permitKeepAliveTime(0, SECONDS)
                .permitKeepAliveWithoutCalls(true));

    try (Wire answering = connect(server);
        Wire silent = connect(server)) {
      Wire.Frame ping = answering.read(Wire.PING);
      answering.write(Wire.PING, Wire.ACK, 0, ping.payload().array());
      silent.read(Wire.PING);
      assertUnansweredPingEnds(silent);

      ping(answering);
      assertThat(answering.read(Wire.PING).flags()).isEqualTo(Wire.ACK);
    }
  }

  @Test
  void aClientThatPingsTooOftenIsToldSo() throws Exception {
    Server server = start(Builders.server());

    try (Wire client = connect(server)) {
      for (int i = 0; i < 4; i++) {
        ping(client);
      }
      Wire.Frame goAway = client.read(Wire.GOAWAY);
      assertThat(goAway.payload().getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(new String(goAway.payload().array(), US_ASCII)).contains("too_many_pings");
    }
  }

  @Test
  void aServerPermitsAsManyPingsAsItsBuilderWasTold() throws Exception {
    Server server =
        start(Builders.server().permitKeepAliveTime(0, SECONDS).permitKeepAliveWithoutCalls(true));

    try (Wire client = connect(server)) {
      for (int i = 0; i < 20; i++) {
        ping(client);
        Wire.Frame answer = client.read(Wire.PING);
        assertThat(answer.flags()).isEqualTo(Wire.ACK);
      }
    }
  }

  @Test
  void pingsWithoutCallsNeedAPermitOfTheirOwn() throws Exception {
    Server server = start(Builders.server().permitKeepAliveTime(0, SECONDS));

    try (Wire client = connect(server)) {
      for (int i = 0; i < 4; i++) {
        ping(client);
      }
      Wire.Frame goAway = client.read(Wire.GOAWAY);
      assertThat(goAway.payload().getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void aChannelPingsItsServerAndGivesUpOnOneThatDoesNotAnswer() throws Exception {
    try (ServerSocket called = listen();
        ServerSocket connectedOnly = listen()) {
      ManagedChannel withCall =
          running.open(
              Builders.channel(called.getLocalSocketAddress())
                  .keepAliveTime(10, SECONDS)
                  .keepAliveTimeout(200, MILLISECONDS));
      ManagedChannel withoutCall =
          running.open(
              Builders.channel(connectedOnly.getLocalSocketAddress())
                  .keepAliveTime(10, SECONDS)
                  .keepAliveTimeout(200, MILLISECONDS)
                  .keepAliveWithoutCalls(true));
      CompletableFuture<String> answer = Background.start(() -> Texts.call(withCall, "hello"));
      withoutCall.getState(true);

      try (Wire first = Wire.accept(called);
          Wire second = Wire.accept(connectedOnly)) {
        first.read(Wire.HEADERS);
        first.read(Wire.PING);
        second.read(Wire.PING);

        assertThat(answer).failsWithin(20, SECONDS);
        Status status = Status.fromThrowable(answer.exceptionNow());
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).containsIgnoringCase("keepalive");
        assertUnansweredPingEnds(second);
      }
    }
  }

  @Test
  void aChannelThatGivesUpItsServerEndsTheCallsThatWaitForAStreamToo() throws Exception {
    try (ServerSocket listening = listen()) {
      ManagedChannel channel =
          running.open(
              Builders.channel(listening.getLocalSocketAddress())
                  .disableRetry()
                  .keepAliveTime(10, SECONDS)
                  .keepAliveTimeout(200, MILLISECONDS));
      RecordedCall open = RecordedCall.start(channel, ByteCalls.ECHO);
      try (Wire server = Wire.accept(listening)) {
        server.read(Wire.HEADERS);
        server.write(Wire.SETTINGS, 0, 0, ONE_CONCURRENT_STREAM);
        while (server.read(Wire.SETTINGS).flags() != Wire.ACK) {}
        RecordedCall waiting = RecordedCall.unary(channel, (byte) 1);
        server.read(Wire.PING);

        for (RecordedCall call : List.of(open, waiting)) {
          assertThat(call.code()).as("%s", call.status()).isEqualTo(Status.Code.UNAVAILABLE);
          assertThat(call.status().getDescription()).containsIgnoringCase("keepalive");
        }
        for (Wire.Frame frame = server.read(); frame != null; frame = server.read()) {
          assertThat(frame.type()).isNotEqualTo(Wire.HEADERS);
        }
      }
    }
  }

  private Server start(ServerBuilder<?> builder) {
    return running.start(builder.addService(Texts.echo()));
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(Builders.loopback());
    return socket;
  }

  private static Wire connect(Server server) throws IOException {
    return Wire.connect(Builders.loopback(server.getPort()));
  }

  private static void ping(Wire client) throws IOException {
    client.write(Wire.PING, 0, 0, new byte[8]);
  }

  private static void assertUnansweredPingEnds(Wire peer) throws IOException {
    for (Wire.Frame frame = peer.read(); frame != null; frame = peer.read()) {
      assertThat(frame.type()).isIn(Wire.GOAWAY, Wire.RST_STREAM, Wire.SETTINGS);
    }
  }
}
