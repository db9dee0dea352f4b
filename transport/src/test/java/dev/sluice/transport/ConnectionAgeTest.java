package dev.sluice.transport;

import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that a server ends because they are idle, or old. */
final class ConnectionAgeTest {
  @RegisterExtension final Running running = new Running();

  private final AtomicInteger connections = new AtomicInteger();

  @Test
  void anIdleConnectionIsEndedAndToldWhy() throws Exception {
    Server server = start(Builders.server().maxConnectionIdle(100, MILLISECONDS));

    try (Wire client = Wire.connect(Builders.loopback(server.getPort()))) {
      assertGracefulEnd(client, "max_idle");
    }
  }

  @Test
  void anOldConnectionIsEndedAndToldWhy() throws Exception {
    Server server = start(Builders.server().maxConnectionAge(100, MILLISECONDS));

    try (Wire client = Wire.connect(Builders.loopback(server.getPort()))) {
      assertGracefulEnd(client, "max_age");
    }
  }

  @Test
  void aConnectionWithACallIsNotIdle() {
    Server server = start(Builders.server().maxConnectionIdle(100, MILLISECONDS));
    ManagedChannel busy = running.open(Builders.channel(server));
    ManagedChannel unused = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(busy, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      // Once the unused connection has been ended, and made anew, this one had its chance too.
      await()
          .until(() -> {
            Texts.call(unused, CallOptions.DEFAULT.withWaitForReady(), "hello");
            await().until(() -> unused.getState(false) == IDLE);
            return connections.get() >= 3;
          });
      call.send("two");
      assertThat(call.receive()).isEqualTo("two");
    }
  }

  @Test
  void callsGoOnAcrossConnectionsThatGrowOld() {
    Server server = start(Builders.server().maxConnectionAge(50, MILLISECONDS));
    ManagedChannel channel = running.open(Builders.channel(server));

    await()
        .until(() -> {
          assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
          return connections.get() >= 4;
        });
  }

  @Test
  void aCallOutlivesTheAgeOfItsConnection() {
    Server server = start(Builders.server().maxConnectionAge(50, MILLISECONDS));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      await().until(() -> channel.getState(false) != READY);
      call.send("two");
      assertThat(call.receive()).isEqualTo("two");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void aCallDoesNotOutliveTheGrace() {
    Server server =
        start(
            Builders.server()
                .maxConnectionAge(50, MILLISECONDS)
                .maxConnectionAgeGrace(100, MILLISECONDS));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(Failures.codeOf(() -> call.forEach(message -> {})))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private Server start(ServerBuilder<?> builder) {
    ServerTransportFilter counting =
        new ServerTransportFilter() {
          @Override
          public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            return attributes;
          }
        };
    return running.start(builder.addTransportFilter(counting).addService(Texts.echo()));
  }

  /** The end that loses no call: first an announcement, then, after a ping, the last stream. */
  private static void assertGracefulEnd(Wire client, String reason) throws IOException {
    Wire.Frame announcement = client.read(Wire.GOAWAY);
    assertThat(announcement.payload().getInt(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(announcement.payload().getInt(4)).isZero();
    assertThat(new String(announcement.payload().array(), US_ASCII)).endsWith(reason);

    Wire.Frame ping = client.read(Wire.PING);
    client.write(Wire.PING, Wire.ACK, 0, ping.payload().array());

    Wire.Frame end = client.read(Wire.GOAWAY);
    assertThat(end.payload().getInt(0)).isZero();
    assertThat(end.payload().getInt(4)).isZero();
    for (Wire.Frame frame = client.read(); frame != null; frame = client.read()) {
      assertThat(frame.type()).isEqualTo(Wire.GOAWAY);
    }
  }
}
