package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.function.Consumer;

/** A channel to a server that is played by the test. */
final class RawBackend implements AutoCloseable {
  final RawServer server;
  final ManagedChannel channel;

  private RawBackend(RawServer server, ManagedChannelBuilder<?> builder) {
    this.server = server;
    this.channel = builder.build();
  }

  static RawBackend start() throws IOException {
    RawServer server = RawServer.start();
    return new RawBackend(server, Transports.channel(server.port()));
  }

  static RawBackend startWithMessagesUpTo(int bytes) throws IOException {
    return start(channel -> channel.maxInboundMessageSize(bytes));
  }

  /** With a channel that is built as is told here. */
  static RawBackend start(Consumer<ManagedChannelBuilder<?>> options) throws IOException {
    RawServer server = RawServer.start();
    ManagedChannelBuilder<?> builder = Transports.channel(server.port());
    options.accept(builder);
    return new RawBackend(server, builder);
  }

  /** The next connection, and on it the next call's request headers have been read. */
  Served acceptCall(int... settings) throws IOException {
    RawPeer peer = server.accept(settings);
    return nextCall(peer);
  }

  static Served nextCall(RawPeer peer) throws IOException {
    return new Served(peer, peer.await(Frame.HEADERS).stream);
  }

  /**
   * A call that has arrived.
   *
   * @param peer the server's end of its connection
   * @param stream the number of its stream
   */
  record Served(RawPeer peer, int stream) {
    void headers(String... more) throws IOException {
      peer.send(Frame.headers(stream, false, HeaderBlock.response(more)));
    }

    void message(byte... bytes) throws IOException {
      peer.send(Frame.data(stream, false, Frame.message(bytes)));
    }

    void trailers(String... namesAndValues) throws IOException {
      peer.send(Frame.headers(stream, true, namesAndValues));
    }

    /** Answers in order with one message. */
    void answer(byte... bytes) throws IOException {
      headers();
      message(bytes);
      trailers("grpc-status", "0");
    }
  }

  /** A call on this connection is served in order: nothing has happened to it. */
  void assertServedOn(RawPeer peer) throws IOException {
    RecordedCall call = RecordedCall.unary(channel, (byte) 1);
    nextCall(peer).answer((byte) 42);
    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
    assertThat(call.messages).containsExactly(new byte[] {42});
  }

  /** A call is served on this connection, or on a new one if this one is no more. */
  void assertServedAnywhere(RawPeer peer) throws IOException {
    boolean open = peer.isOpen();
    if (open) {
      assertServedOn(peer);
    } else {
      assertServedAnew();
    }
  }

  /** A call on a new connection is served in order. */
  void assertServedAnew() throws IOException {
    RecordedCall call = RecordedCall.unary(channel, (byte) 1);
    acceptCall().answer((byte) 42);
    assertThat(call.status().isOk()).as("%s", call.status()).isTrue();
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    server.close();
    await("the channel ends").atMost(20, SECONDS).until(channel::isTerminated);
  }
}
