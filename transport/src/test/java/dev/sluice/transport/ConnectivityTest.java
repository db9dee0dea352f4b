package dev.sluice.transport;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.SHUTDOWN;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a channel says about its connection, and what makes it connect and disconnect. */
final class ConnectivityTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void aChannelIsIdleUntilItIsAskedToConnect() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());
    List<ConnectivityState> states = statesOf(channel);

    assertThat(channel.getState(false)).isEqualTo(IDLE);
    assertThat(channel.getState(true)).isEqualTo(IDLE);

    await().until(() -> states.contains(READY));
    assertThat(states).containsExactly(IDLE, CONNECTING, READY);
  }

  @Test
  void aCallMakesTheChannelConnect() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());
    List<ConnectivityState> states = statesOf(channel);

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    assertThat(states).containsExactly(IDLE, CONNECTING, READY);
  }

  @Test
  void anAddressWhereNobodyListensIsATransientFailure() {
    ManagedChannel channel = running.open(Builders.channel(Ports.unused()).directExecutor());
    List<ConnectivityState> states = statesOf(channel);

    channel.getState(true);

    await().until(() -> states.contains(TRANSIENT_FAILURE));
    assertThat(states).startsWith(IDLE, CONNECTING, TRANSIENT_FAILURE);
  }

  @Test
  void aConnectionThatTheServerEndsLeavesTheChannelIdle() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());
    Texts.call(channel, "hello");
    List<ConnectivityState> states = statesOf(channel);

    server.shutdown();

    await().until(() -> states.contains(IDLE));
    assertThat(states).containsExactly(READY, IDLE);
    assertThat(server.awaitTermination(10, SECONDS)).isTrue();
  }

  @Test
  void afterEnterIdleTheNextCallOpensAnotherConnection() {
    Connections connections = new Connections();
    Server server =
        running.start(Builders.server().addTransportFilter(connections).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());
    Texts.call(channel, "hello");
    List<ConnectivityState> states = statesOf(channel);

    channel.enterIdle();

    assertThat(states).containsExactly(READY, IDLE);
    assertThat(Texts.call(channel, "again")).isEqualTo("again");
    assertThat(connections.opened).hasSize(2);
  }

  @Test
  void enterIdleLetsACallThatRunsEnd() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("before");
      assertThat(call.receive()).isEqualTo("before");
      channel.enterIdle();
      call.send("after");
      assertThat(call.receive()).isEqualTo("after");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void aChannelWithoutCallsBecomesIdleAfterTheIdleTimeoutAndOneWithACallDoesNot() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel busy = running.open(Builders.channel(server).idleTimeout(1, SECONDS));
    ManagedChannel unused =
        running.open(Builders.channel(server).directExecutor().idleTimeout(1, SECONDS));

    try (var call = Calls.bidiStreaming(busy, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      Texts.call(unused, "hello");
      List<ConnectivityState> states = statesOf(unused);
      await().until(() -> states.contains(IDLE));
      assertThat(states).containsExactly(READY, IDLE);
      assertThat(busy.getState(false)).isEqualTo(READY);
    }
    assertThat(Texts.call(unused, "again")).isEqualTo("again");
  }

  @Test
  void aChannelThatWasShutDownSaysSo() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).directExecutor());
    Texts.call(channel, "hello");
    List<ConnectivityState> states = statesOf(channel);

    channel.shutdown();

    await().until(() -> states.contains(SHUTDOWN));
    assertThat(states).containsExactly(READY, SHUTDOWN);
  }

  /** All states from now on; the channel must have a direct executor, or some could be missed. */
  private static List<ConnectivityState> statesOf(ManagedChannel channel) {
    List<ConnectivityState> states = new CopyOnWriteArrayList<>();
    new Runnable() {
      @Override
      public void run() {
        ConnectivityState state = channel.getState(false);
        states.add(state);
        if (state != SHUTDOWN) {
          channel.notifyWhenStateChanged(state, this);
        }
      }
    }.run();
    return states;
  }

  private static final class Connections extends ServerTransportFilter {
    final List<Attributes> opened = new CopyOnWriteArrayList<>();

    @Override
    public Attributes transportReady(Attributes attributes) {
      opened.add(attributes);
      return attributes;
    }
  }
}
