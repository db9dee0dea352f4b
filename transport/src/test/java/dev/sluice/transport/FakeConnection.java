package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import io.grpc.Attributes;
import io.grpc.Status;
import io.grpc.internal.TransportTracer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A connection without a socket, for the races of its streams. There is one for all interleavings,
 * since Netty's part of it takes no part in them; each has a {@link Scene} of its own.
 */
final class FakeConnection extends Connection {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          65_535, 65_535, 1_000, 8_192, 32_768, 32_768, 1_000, 100, 100, 100, 30);

  private static final EmbeddedChannel CHANNEL =
      new EmbeddedChannel(new ChannelInboundHandlerAdapter());

  static final ChannelHandlerContext CONTEXT = CHANNEL.pipeline().firstContext();

  private static final DefaultHttp2Connection HTTP2 = new DefaultHttp2Connection(true);

  private static final Http2ConnectionEncoder ENCODER =
      new DecoratingHttp2ConnectionEncoder(
          new DefaultHttp2ConnectionEncoder(HTTP2, new DefaultHttp2FrameWriter())) {
        @Override
        public ChannelFuture writeHeaders(
            ChannelHandlerContext ctx,
            int stream,
            Http2Headers headers,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
          INSTANCE.scene.headersWritten(headers, endStream);
          return promise;
        }

        @Override
        public ChannelFuture writeData(
            ChannelHandlerContext ctx,
            int stream,
            ByteBuf data,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
          data.release();
          INSTANCE.scene.dataWritten();
          return promise;
        }
      };

  private static final Http2ConnectionDecoder DECODER =
      new DefaultHttp2ConnectionDecoder(HTTP2, ENCODER, new DefaultHttp2FrameReader());

  static final Http2Stream HTTP2_STREAM = HTTP2.connectionStream();

  static final FakeConnection INSTANCE = new FakeConnection();

  private Scene scene = new Scene();

  private FakeConnection() {
    super(
        CHANNEL,
        null,
        DECODER,
        ENCODER,
        new Http2Settings(),
        null,
        SETTINGS,
        new TransportTracer());
  }

  /** What goes on at the connection of one stream. */
  static class Scene {
    /** Whether the event loop is to look at the stream. */
    private final AtomicBoolean listed = new AtomicBoolean();

    long windowTaken;
    long creditGiven;

    FakeConnection connection() {
      INSTANCE.scene = this;
      return INSTANCE;
    }

    private void list() {
      expect(listed.compareAndSet(false, true), "a stream is scheduled once at a time");
    }

    /**
     * The event loop looks at the stream, if it is to; one thread.
     *
     * @return whether it is to look again
     */
    final boolean look(TransportStream stream) {
      if (listed.compareAndSet(true, false) && stream.drainScheduled(CONTEXT)) {
        list();
      }
      return listed.get();
    }

    /** The event loop writes headers. */
    void headersWritten(Http2Headers headers, boolean endStream) {}

    /** The event loop writes data. */
    void dataWritten() {}

    /** A sender writes to the socket. */
    boolean writeDirectly(ByteBuffer frame, BooleanSupplier permission) {
      return false;
    }
  }

  @Override
  void schedule(SendingStream stream) {
    scene.list();
  }

  @Override
  boolean allowsDirect() {
    return true;
  }

  @Override
  boolean writeDirectly(ByteBuffer frame, BooleanSupplier permission) {
    return scene.writeDirectly(frame, permission);
  }

  @Override
  int takeWindow(Http2Stream unused, int bytes) {
    scene.windowTaken += bytes;
    return bytes;
  }

  @Override
  void returnWindow(Http2Stream stream, int bytes) {
    scene.windowTaken -= bytes;
  }

  @Override
  int creditBatchBytes() {
    return 1;
  }

  @Override
  void giveCredit(Http2Stream unused, int bytes) {
    scene.creditGiven += bytes;
  }

  @Override
  void messagesSent(int count) {}

  @Override
  void messagesReceived(int count) {}

  @Override
  Attributes attributes() {
    return Attributes.EMPTY;
  }

  @Override
  Status lostStatus() {
    return Status.UNAVAILABLE;
  }

  @Override
  void streamLost(SendingStream stream) {
    throw new AssertionError("no stream is lost here");
  }

  @Override
  void broke(Throwable cause) {
    throw new AssertionError(cause);
  }
}
