package dev.sluice.transport;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.InternalChannelz;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.Status;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.KeepAliveManager;
import io.grpc.internal.TransportTracer;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection, at either end: Netty's codec does HTTP/2, and this hands frames to the
 * streams and has the event loop write what they have gathered.
 */
abstract class Connection extends GrpcHttp2ConnectionHandler {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private static final int MAX_CREDIT_BATCH_BYTES = 128 * 1024;

  /** A connection's window below this is all for the event loop to share out. */
  private static final int MIN_WINDOW_LEFT_BYTES = 512 * 1024;

  private static final long MAX_CLOSE_SECONDS = 5;

  /** RFC 9113, 3.4. */
  private static final int PREFACE_BYTES = 24;

  static final long KEEPALIVE_PING = 0x510CE01L;
  static final long WINDOW_PING = 0x510CE02L;
  static final long USER_PING = 0x510CE03L;
  static final long SHUTDOWN_PING = 0x510CE04L;

  private static final int FIRST_READ_BYTES = 2048;
  private static final int MAX_READ_BYTES = 256 * 1024;

  /** Then other connections have their turn, and receivers are woken. */
  private static final int MAX_READS_AT_A_TIME = 4;

  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(
              AdaptiveRecvByteBufAllocator.DEFAULT_MINIMUM, FIRST_READ_BYTES, MAX_READ_BYTES)
          .maxMessagesPerRead(MAX_READS_AT_A_TIME);

  final ConnectionSettings settings;
  final TransportTracer tracer;
  final Channel channel;
  private final EventLoop eventLoop;
  private final DrainQueue drains;
  private final WindowGrowth windowGrowth;
  private final CutFrames cutFrames;
  private InternalChannelz.@Nullable Security security;

  /** Event loop, once the protocol is negotiated. */
  private @Nullable ChannelHandlerContext context;

  private boolean inactive;

  /** Where senders may write themselves; null if they may not, as with TLS. */
  private volatile @Nullable DirectWriteChannel direct;

  private final AtomicBoolean wroteDirectly = new AtomicBoolean();

  /** How large the peer has its streams' windows begin. */
  private int peerWindowBytes = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  /** What was read from the socket and is not decoded yet. Event loop. */
  private final Queue<Object> reads = new ArrayDeque<>();

  /** Whether it is being decoded. Event loop. */
  private boolean decoding;

  /** Whose receivers are to be woken once all of it is: the first, and the last. */
  private @Nullable TransportStream toWake;

  private @Nullable TransportStream lastToWake;

  private volatile int creditBatchBytes;

  private final MessageCounts messageCounts = new MessageCounts();

  @Nullable KeepAliveManager keepAlive;

  /** Key under which Netty's streams hold ours. */
  final io.netty.handler.codec.http2.Http2Connection.PropertyKey streamKey;

  Connection(
      Channel channel,
      @Nullable ChannelPromise channelUnused,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initial,
      ChannelLogger logger,
      ConnectionSettings settings,
      TransportTracer tracer) {
    super(channelUnused, decoder, encoder, initial, logger);
    this.channel = channel;
    this.eventLoop = channel.eventLoop();
    channel.config().setRecvByteBufAllocator(READS);
    this.drains = new DrainQueue(this, eventLoop);
    this.settings = settings;
    this.tracer = tracer;
    this.streamKey = encoder.connection().newKey();
    this.windowGrowth =
        new WindowGrowth(settings.flowControlWindowBytes(), settings.maxFlowControlWindowBytes());
    setWindow(settings.flowControlWindowBytes());
    this.cutFrames = new CutFrames(connection().isServer() ? PREFACE_BYTES : 0);
    setCumulator(cutFrames);
    tracer.setFlowControlWindowReader(() ->
        new TransportTracer.FlowControlWindows(
            decoder.flowController().windowSize(encoder.connection().connectionStream()),
            encoder.flowController().windowSize(encoder.connection().connectionStream())));
  }

  abstract Attributes attributes();

  /** What a stream is told whose connection is gone. */
  abstract Status lostStatus();

  /** Counts what is written of messages. Event loop. */
  final void messagesWritten(int bytes) {
    drains.wrote(bytes);
  }

  /** Something goes out that a peer answers with pings, and so may. */
  void wrote() {}

  abstract void streamLost(SendingStream stream);

  EventLoop eventLoop() {
    return eventLoop;
  }

  private void setWindow(int bytes) {
    creditBatchBytes = Math.clamp(bytes / 4, 1, MAX_CREDIT_BATCH_BYTES);
  }

  int creditBatchBytes() {
    return creditBatchBytes;
  }

  /** Has the event loop drain a stream that is not scheduled yet. Any thread. */
  void schedule(SendingStream stream) {
    drains.add(stream);
  }

  /** Event loop. */
  final void drainScheduled() {
    drains.run();
  }

  /** There will be no connection, or no more: whoever still comes is told so. Event loop. */
  final void becameInactive() {
    wakeReceivers(); // They are told of what has ended before their connection has.
    inactive = true;
    drainScheduled();
  }

  final boolean isInactive() {
    return inactive;
  }

  /**
   * What still arrives for a stream that has been closed or refused is ignored (RFC 9113, 5.1).
   * Netty would answer each such frame with a reset, until its guard against resets closes the
   * connection of a client that does nothing but give up many calls; and it would close it at once
   * for a stream that it has refused. A stream that the peer may not use at all, on the other hand,
   * is an error of the connection (5.1.1), and to Netty of a stream.
   */
  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException http2) {
    if (outbound && http2.error() == Http2Error.STREAM_CLOSED) {
      return; // What still waited to be written when the stream was closed is no news to anybody.
    }
    PeerStreams streams = (PeerStreams) connection();
    int id = http2.streamId();
    boolean gone = !outbound && streams.stream(id) == null;
    if (gone && streams.isForbidden(id)) {
      Http2Exception error =
          Http2Exception.connectionError(
              Http2Error.PROTOCOL_ERROR, "The peer must not use stream %d", id);
      onConnectionError(ctx, outbound, error, error);
      return;
    }
    if (gone && http2.error() == Http2Error.STREAM_CLOSED) {
      return;
    }
    if (gone) {
      streams.used(id);
    }
    super.onStreamError(ctx, outbound, cause, http2);
    if (!outbound) {
      provokedReset(ctx);
    }
  }

  /** A peer has broken the protocol on a stream, which has been reset. Event loop. */
  void provokedReset(ChannelHandlerContext ctx) {}

  /** Closes in order, but does not wait for long until a peer reads what it is told. */
  final void closeSoon(ChannelHandlerContext ctx) {
    var unlessClosed =
        ctx.executor().schedule(() -> ctx.close(), MAX_CLOSE_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> unlessClosed.cancel(false));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    // The connection's window is refilled at once: what bounds memory are the streams' windows.
    Http2Stream whole = connection().connectionStream();
    int more =
        settings.maxFlowControlWindowBytes() - decoder().flowController().initialWindowSize(whole);
    if (more > 0) {
      decoder().flowController().incrementWindowSize(whole, more);
    }
  }

  @Override
  public void handleProtocolNegotiationCompleted(
      Attributes negotiated, InternalChannelz.@Nullable Security security) {
    this.security = security;
    super.handleProtocolNegotiationCompleted(negotiated, security);
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx != null) {
      NegotiationGuard.dismiss(ctx);
      context = ctx;
      boolean plain = security == null && channel.pipeline().get(SslHandler.class) == null;
      if (plain) {
        direct = DirectWriteChannel.of(channel);
      }
      drainScheduled();
    }
  }

  /** A peer that has ended TLS can say nothing more, even if it leaves the socket open. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    super.userEventTriggered(ctx, event);
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close(); // Not by way of this handler, which would wait for its streams.
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) throws Exception {
    reads.add(read);
    if (decoding) {
      return; // TLS may deliver more while what it delivered before is decoded.
    }
    decoding = true;
    try {
      for (Object next = reads.poll(); next != null; next = reads.poll()) {
        decode(ctx, next);
      }
    } finally {
      decoding = false;
      reads.forEach(ReferenceCountUtil::release);
      reads.clear();
    }
  }

  /** A receiver is woken once for all that came at a time. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    try {
      wakeReceivers();
    } finally {
      super.channelReadComplete(ctx);
    }
  }

  /** Nothing more will be read, whether or not that was said of what was. */
  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    try {
      wakeReceivers();
    } finally {
      super.handlerRemoved0(ctx);
    }
  }

  /** The ends of frames that were cut by themselves, so that nothing else is joined with them. */
  private void decode(ChannelHandlerContext ctx, Object read) throws Exception {
    if (!(read instanceof ByteBuf bytes)) {
      super.channelRead(ctx, read);
      return;
    }
    int continued = cutFrames.continued(bytes);
    ByteBuf begun = Unpooled.EMPTY_BUFFER;
    boolean isWhole = false;
    try {
      begun = cutFrames.cutOff(ctx.alloc(), bytes);
      isWhole =
          (!internalBuffer().isReadable() || decodePart(ctx, bytes.readRetainedSlice(continued)))
              && decodePart(ctx, bytes.retain())
              && decodePart(ctx, begun.retain());
    } finally {
      bytes.release();
      begun.release();
      if (!isWhole) {
        ctx.close(); // What follows would be out of step.
      }
    }
  }

  /** Returns whether there may be more parts. */
  private boolean decodePart(ChannelHandlerContext ctx, ByteBuf part) throws Exception {
    if (part.isReadable()) {
      super.channelRead(ctx, part);
    } else {
      part.release();
    }
    return !ctx.isRemoved();
  }

  /** Has a stream's receiver woken when all that was read is decoded. Event loop. */
  final void wakeReceiver(TransportStream stream) {
    if (!decoding) {
      stream.wakeReceiver();
    } else if (!stream.isToBeWoken) {
      stream.isToBeWoken = true;
      if (lastToWake == null) {
        toWake = stream;
      } else {
        lastToWake.nextToWake = stream;
      }
      lastToWake = stream;
    }
  }

  private void wakeReceivers() {
    TransportStream stream = toWake;
    toWake = null;
    lastToWake = null;
    while (stream != null) {
      TransportStream next = stream.nextToWake;
      stream.nextToWake = null;
      stream.isToBeWoken = false;
      try {
        stream.wakeReceiver();
      } catch (RuntimeException | Error e) {
        // There may be no thread to be had for one handler: the others are to be woken all the
        // same.
        LOGGER.log(Level.ERROR, "A receiver could not be woken", e);
      }
      stream = next;
    }
  }

  /** The peer's settings have arrived (RFC 9113, 6.9.2: they may take window back). Event loop. */
  final void settingsArrived(Http2Settings arrived) {
    Integer window = arrived.initialWindowSize();
    if (window != null) {
      if (window < peerWindowBytes) {
        direct = null;
      }
      peerWindowBytes = window;
    }
  }

  /** Whether senders may write to the socket themselves. Any thread. */
  boolean allowsDirect() {
    return direct != null;
  }

  /** Writes a whole frame past the event loop, if that can be; see {@link DirectWriteChannel}. */
  boolean writeDirectly(ByteBuffer frame, BooleanSupplier permission) {
    DirectWriteChannel socket = direct;
    if (socket == null) {
      return false;
    }
    // Before the peer can know of it, and answer.
    wroteDirectly.set(true);
    return socket.write(frame, permission);
  }

  /** Whether a sender has written since this was last asked. Event loop. */
  final boolean hasBeenWrittenToDirectly() {
    return wroteDirectly.getAndSet(false);
  }

  /**
   * Takes a part out of a stream's and the connection's window, if they are wide enough that it
   * will not be missed, and nothing waits for them. Event loop.
   *
   * @return how many bytes: all or none
   */
  int takeWindow(Http2Stream stream, int bytes) {
    Http2RemoteFlowController windows = encoder().flowController();
    Http2Stream whole = connection().connectionStream();
    if (stream.state() == Http2Stream.State.CLOSED
        || windows.hasFlowControlled(stream)
        || windows.windowSize(stream) < 2 * bytes
        || windows.windowSize(whole) < MIN_WINDOW_LEFT_BYTES) {
      return 0;
    }
    try {
      windows.incrementWindowSize(stream, -bytes);
      windows.incrementWindowSize(whole, -bytes);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    return bytes;
  }

  /**
   * Gives back to the windows what was taken and not used. Event loop.
   *
   * @param stream null if there is none any more, and what was taken is for the others
   */
  void returnWindow(@Nullable Http2Stream stream, int bytes) {
    ChannelHandlerContext ctx = context;
    if (bytes == 0 || inactive || ctx == null) {
      return;
    }
    Http2RemoteFlowController windows = encoder().flowController();
    try {
      windows.incrementWindowSize(connection().connectionStream(), bytes);
      if (stream != null && stream.state() != Http2Stream.State.CLOSED) {
        windows.incrementWindowSize(stream, bytes);
      }
    } catch (Http2Exception e) {
      // The peer has made a window too large, which did not show while this was missing from it.
      onError(ctx, false, e);
    }
  }

  /** The socket or TLS failed; what HTTP/2 has to say of failures is for Netty's codec. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Throwable inner = cause.getCause();
      broke(cause instanceof DecoderException && inner != null ? inner : cause);
      ctx.close();
    }
  }

  /** The connection can be of no more use. Event loop. */
  abstract void broke(Throwable cause);

  final @Nullable ChannelHandlerContext context() {
    return context;
  }

  void giveCredit(Http2Stream stream, int bytes) {
    try {
      decoder().flowController().consumeBytes(stream, bytes);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts data for the growth of windows. */
  final void dataArrived(ChannelHandlerContext ctx, int bytes) {
    received();
    if (windowGrowth.dataArrived(bytes)) {
      encoder().writePing(ctx, false, WINDOW_PING, ctx.newPromise());
      ctx.flush();
    }
  }

  final void windowPingAcked(ChannelHandlerContext ctx) {
    int window = windowGrowth.pingAcked();
    if (window > 0) {
      setWindow(window);
      encoder().writeSettings(ctx, new Http2Settings().initialWindowSize(window), ctx.newPromise());
      ctx.flush();
    }
  }

  final void received() {
    KeepAliveManager manager = keepAlive;
    if (manager != null) {
      manager.onDataReceived();
    }
  }

  /** Says in gRPC's terms why a write or a connection failed. */
  Status statusOf(Throwable cause) {
    if (cause instanceof Http2Exception http2) {
      return GrpcUtil.Http2Error.statusForCode(http2.error().code())
          .withDescription("http2 exception")
          .withCause(cause);
    }
    if (cause instanceof UnresolvedAddressException) {
      return Status.UNAVAILABLE.withDescription("unresolved address").withCause(cause);
    }
    if (cause instanceof IOException) {
      return Status.UNAVAILABLE.withDescription("io exception").withCause(cause);
    }
    Status status = Status.fromThrowable(cause);
    return status.getCode() == Status.Code.UNKNOWN
        ? Status.INTERNAL.withDescription("channel closed").withCause(cause)
        : status;
  }

  /** Counts messages that were sent. Any thread. */
  void messagesSent(int count) {
    messageCounts.sent(count);
  }

  /** Counts messages that were received. Any thread. */
  void messagesReceived(int count) {
    messageCounts.received(count);
  }

  final ListenableFuture<SocketStats> stats() {
    SettableFuture<SocketStats> stats = SettableFuture.create();
    Runnable task =
        () ->
            stats.set(
                new SocketStats(
                    messageCounts.addTo(tracer.getStats()),
                    channel.localAddress(),
                    channel.remoteAddress(),
                    new InternalChannelz.SocketOptions.Builder().build(),
                    security));
    if (eventLoop.inEventLoop()) {
      task.run();
    } else {
      try {
        eventLoop.execute(task);
      } catch (RejectedExecutionException e) {
        stats.setException(e);
      }
    }
    return stats;
  }
}
