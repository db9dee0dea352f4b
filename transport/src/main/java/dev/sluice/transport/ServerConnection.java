package dev.sluice.transport;

import com.google.common.util.concurrent.ListenableFuture;
import dev.sluice.DrainSignal;
import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.InternalChannelz;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalLogId;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.internal.KeepAliveEnforcer;
import io.grpc.internal.KeepAliveManager;
import io.grpc.internal.MaxConnectionIdleManager;
import io.grpc.internal.ServerTransport;
import io.grpc.internal.ServerTransportListener;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportFrameUtil;
import io.grpc.internal.TransportTracer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server's end of a connection. All but what {@link ServerTransport} has is for the event loop.
 */
final class ServerConnection extends Connection implements ServerTransport {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private final ServerSettings server;
  private final List<? extends ServerStreamTracer.Factory> tracers;
  private final InternalLogId logId;
  private final KeepAliveEnforcer keepAliveEnforcer;
  private final @Nullable MaxConnectionIdleManager idleManager;
  private final ProvokedResets provokedResets;
  private final GracefulClose gracefulClose = new GracefulClose(this);
  private @Nullable ScheduledFuture<?> ageLimit;
  private @Nullable ServerTransportListener listener;
  private boolean terminated;
  private final ConnectionDrain drain = new ConnectionDrain();
  private volatile Attributes attributes = Attributes.EMPTY;

  ServerConnection(
      Channel channel,
      ChannelPromise channelUnused,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initial,
      ChannelLogger logger,
      ServerSettings settings,
      TransportTracer tracer,
      List<? extends ServerStreamTracer.Factory> tracers) {
    super(channel, channelUnused, decoder, encoder, initial, logger, settings.connection(), tracer);
    this.server = settings;
    this.tracers = tracers;
    this.logId = InternalLogId.allocate(getClass(), String.valueOf(channel.remoteAddress()));
    this.provokedResets =
        new ProvokedResets(
            settings.connection().maxResets(), settings.connection().resetPeriodSeconds());
    this.keepAliveEnforcer =
        new KeepAliveEnforcer(
            settings.permitKeepAliveWithoutCalls(),
            settings.permitKeepAliveTimeNanos(),
            TimeUnit.NANOSECONDS);
    this.idleManager =
        settings.maxConnectionIdleNanos() == ServerSettings.NEVER
            ? null
            : new MaxConnectionIdleManager(settings.maxConnectionIdleNanos());
    // Whoever is sent data may ping, if only to measure how fast it comes.
    ((ConnectionCodec.WriteNotifier) encoder.flowController())
        .onData(keepAliveEnforcer::resetCounters);
    decoder().frameListener(new Frames());
    connection().addListener(new Activity());
    channelUnused.addListener(done -> terminated());
    channel.closeFuture().addListener(done -> terminated());
  }

  void start(ServerTransportListener listener) {
    this.listener = listener;
  }

  private ServerTransportListener listener() {
    ServerTransportListener set = listener;
    if (set == null) {
      throw new IllegalStateException("the connection has not been started");
    }
    return set;
  }

  private void terminated() {
    ServerTransportListener told = listener;
    if (!terminated && told != null) {
      terminated = true;
      told.transportTerminated();
    }
  }

  @Override
  void wrote() {
    keepAliveEnforcer.resetCounters();
  }

  /** The connection is about to close: calls are told that wish to know. */
  void draining() {
    drain.begin();
  }

  @Override
  Attributes attributes() {
    return attributes;
  }

  @Override
  Status lostStatus() {
    return Status.UNAVAILABLE.withDescription("connection terminated for unknown reason");
  }

  @Override
  void streamLost(SendingStream stream) {
    ((ServerCallStream) stream).ended(lostStatus());
  }

  @Override
  public void handleProtocolNegotiationCompleted(
      Attributes negotiated, InternalChannelz.@Nullable Security security) {
    attributes = negotiated.toBuilder().set(DrainSignal.KEY, drain).build();
    super.handleProtocolNegotiationCompleted(negotiated, security);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    if (server.maxConnectionAgeNanos() != ServerSettings.NEVER) {
      // Connections that came at the same time are not to go at the same time.
      double jitter = 0.9 + Math.random() * 0.2;
      ageLimit =
          ctx.executor()
              .schedule(
                  () -> gracefulClose.start(ctx, "max_age", server.maxConnectionAgeGraceNanos()),
                  (long) (jitter * server.maxConnectionAgeNanos()),
                  TimeUnit.NANOSECONDS);
    }
    if (idleManager != null) {
      idleManager.start(
          () -> gracefulClose.start(ctx, "max_idle", GracefulClose.NO_LIMIT), ctx.executor());
    }
    if (server.keepAliveTimeNanos() != ServerSettings.NEVER) {
      KeepAliveManager manager =
          new KeepAliveManager(
              new Pinger(ctx),
              ctx.executor(),
              server.keepAliveTimeNanos(),
              server.keepAliveTimeoutNanos(),
              true);
      keepAlive = manager;
      manager.onTransportStarted();
    }
    super.handlerAdded(ctx);
  }

  private @Nullable ServerCallStream stream(int id) {
    Http2Stream stream = connection().stream(id);
    return stream == null ? null : stream.getProperty(streamKey);
  }

  private void requestReceived(ChannelHandlerContext ctx, int id, Http2Headers headers) {
    if (terminated) {
      return; // What was read before the channel was closed, and is decoded after.
    }
    Http2Stream http2 = connection().stream(id);
    if (http2 == null) {
      return;
    }
    // gRPC has no use for the trailers of a request (gRPC over HTTP2, "Requests").
    boolean trailers = http2.getProperty(streamKey) != null;
    if (RequestHeaders.areMalformed(headers, trailers)) {
      resetStream(ctx, id, Http2Error.PROTOCOL_ERROR.code(), ctx.newPromise());
      provokedReset(ctx);
      return;
    }
    if (trailers) {
      return;
    }
    RequestHeaders request;
    Metadata metadata;
    try {
      request = RequestHeaders.check(headers);
      metadata = Headers.toMetadata(headers);
      metadata.discardAll(ResponseHeaders.HTTP_STATUS);
    } catch (RequestHeaders.RefusedException e) {
      refuse(ctx, id, e.httpStatus(), e.status());
      return;
    } catch (IllegalArgumentException e) {
      refuse(
          ctx,
          id,
          400,
          Status.INTERNAL.withDescription("A binary header of the request is no Base64"));
      return;
    }
    StatsTraceContext stats =
        StatsTraceContext.newServerContext(tracers, request.method(), metadata);
    boolean unwrapped = server.unwrappedMethods().contains(request.method());
    ServerCallStream stream =
        new ServerCallStream(this, http2, request.authority(), unwrapped, stats);
    http2.setProperty(streamKey, stream);
    tracer.reportRemoteStreamStarted();
    try {
      listener().streamCreated(stream, request.method(), metadata);
      stream.becameReady();
    } catch (IllegalArgumentException e) {
      // A header that grpc-java itself reads, such as the timeout, is malformed.
      stream.setListenerUnlessSet();
      stream.cancel(Status.INTERNAL.withDescription("A header of the request is malformed"));
      LOGGER.log(Level.DEBUG, "A request was refused", e);
    } catch (RuntimeException | Error e) {
      // An executor that takes no more tasks, say: it must not take the other calls along.
      stream.setListenerUnlessSet();
      stream.cancel(Status.INTERNAL.withDescription("The call could not be started"));
      LOGGER.log(Level.WARNING, "A call could not be started", e);
    }
  }

  /** Answers a request that is none of gRPC (HTTP to gRPC Status Code Mapping). */
  private void refuse(ChannelHandlerContext ctx, int id, int httpStatus, Status status) {
    Metadata metadata = new Metadata();
    String why = String.valueOf(status.getDescription());
    metadata.put(InternalStatus.CODE_KEY, status);
    metadata.put(InternalStatus.MESSAGE_KEY, why);
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .status(Integer.toString(httpStatus))
            .set("content-type", "text/plain; charset=utf-8");
    if (httpStatus == 405) {
      headers.set("allow", "POST");
    }
    byte[][] pairs = TransportFrameUtil.toHttp2Headers(metadata);
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(new AsciiString(pairs[i], false), new AsciiString(pairs[i + 1], false));
    }
    encoder().writeHeaders(ctx, id, headers, 0, false, ctx.newPromise());
    ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), why);
    encoder()
        .writeData(ctx, id, body, 0, true, ctx.newPromise())
        .addListener(
            (ChannelFutureListener)
                done -> {
                  Http2Stream http2 = connection().stream(id);
                  if (http2 != null && http2.state() != Http2Stream.State.CLOSED) {
                    encoder().writeRstStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise());
                    ctx.flush();
                  }
                });
  }

  private void forEachStream(java.util.function.BiConsumer<Http2Stream, ServerCallStream> visitor) {
    try {
      connection()
          .forEachActiveStream(http2 -> {
            ServerCallStream stream = http2.getProperty(streamKey);
            if (stream != null) {
              visitor.accept(http2, stream);
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Ends all streams, and closes. The streams are not reset: clients would take that for the
   * cancellation of single calls, and not know what the GOAWAY tells them.
   */
  private void closeNow(Status reason) {
    forEachStream((http2, stream) -> {
      stream.ended(reason);
      http2.close();
    });
    ChannelHandlerContext ctx = context();
    if (ctx != null) {
      closeSoon(ctx);
    }
    closeChannel();
  }

  private void closeChannel() {
    ChannelHandlerContext ctx = context();
    if (ctx == null) {
      channel.close();
      return;
    }
    try {
      super.close(ctx, ctx.newPromise());
    } catch (Exception e) {
      LOGGER.log(Level.DEBUG, "A connection could not be closed in order", e);
      ctx.close();
    }
  }

  /** Closes once the streams that are there have ended, but not later than in some time. */
  void closeWithin(ChannelHandlerContext ctx, long graceMillis) {
    gracefulShutdownTimeoutMillis(graceMillis);
    closeChannel();
    ctx.flush();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    gracefulClose.start(ctx, "app_requested", GracefulClose.NO_LIMIT);
    promise.setSuccess();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (keepAlive != null) {
      keepAlive.onTransportTermination();
    }
    if (idleManager != null) {
      idleManager.onTransportTermination();
    }
    if (ageLimit != null) {
      ageLimit.cancel(false);
    }
    gracefulClose.cancel();
    try {
      forEachStream((http2, stream) -> stream.ended(lostStatus()));
      becameInactive();
    } finally {
      super.channelInactive(ctx);
    }
  }

  /** The protocol could not be negotiated. */
  void failed(Throwable cause) {
    LOGGER.log(Level.DEBUG, "A client did not get as far as HTTP/2", cause);
    becameInactive();
  }

  @Override
  void broke(Throwable cause) {
    LOGGER.log(Level.DEBUG, "A connection broke", cause);
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception http2) {
    LOGGER.log(Level.DEBUG, "A connection failed", cause);
    super.onConnectionError(ctx, outbound, cause, http2);
    closeSoon(ctx);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException http2) {
    LOGGER.log(Level.DEBUG, "A stream failed", cause);
    ServerCallStream stream = stream(http2.streamId());
    if (stream != null) {
      stream.ended(statusOf(cause));
    }
    super.onStreamError(ctx, outbound, cause, http2);
  }

  @Override
  void provokedReset(ChannelHandlerContext ctx) {
    if (provokedResets.areTooMany()) {
      onError(
          ctx,
          false,
          Http2Exception.connectionError(
              Http2Error.ENHANCE_YOUR_CALM, "too many streams had to be reset"));
    }
  }

  @Override
  public void shutdown() {
    channel.close();
  }

  @Override
  public void shutdownNow(Status reason) {
    eventLoop().execute(() -> closeNow(reason));
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return eventLoop();
  }

  @Override
  public InternalLogId getLogId() {
    return logId;
  }

  @Override
  public ListenableFuture<SocketStats> getStats() {
    return stats();
  }

  private final class Activity extends Http2ConnectionAdapter {
    @Override
    public void onStreamActive(Http2Stream stream) {
      if (connection().numActiveStreams() == 1) {
        keepAliveEnforcer.onTransportActive();
        if (idleManager != null) {
          idleManager.onTransportActive();
        }
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      if (connection().numActiveStreams() == 0) {
        keepAliveEnforcer.onTransportIdle();
        if (idleManager != null) {
          idleManager.onTransportIdle();
        }
      }
    }
  }

  private final class Frames extends Http2FrameAdapter {
    private boolean settled;

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      received();
      settingsArrived(settings);
      if (!settled) {
        // Not before the client has shown that it speaks HTTP/2: the handshake has a time limit.
        settled = true;
        attributes = listener().transportReady(attributes);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
      int bytes = data.readableBytes();
      dataArrived(ctx, bytes + padding);
      ServerCallStream stream = stream(id);
      if (stream == null || stream.isInboundEnded()) {
        return bytes + padding;
      }
      stream.dataReceived(data, endOfStream);
      return padding;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      received();
      requestReceived(ctx, id, headers);
      if (endOfStream) {
        ServerCallStream stream = stream(id);
        if (stream != null) {
          stream.dataReceived(io.netty.buffer.Unpooled.EMPTY_BUFFER, true);
        }
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
      received();
      ServerCallStream stream = stream(id);
      if (stream != null) {
        stream.ended(Status.CANCELLED.withDescription("RST_STREAM received for code " + errorCode));
      }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      received();
      if (hasBeenWrittenToDirectly()) {
        wrote();
      }
      if (!keepAliveEnforcer.pingAcceptable()) {
        goAway(
            ctx,
            connection().remote().lastStreamCreated(),
            Http2Error.ENHANCE_YOUR_CALM.code(),
            ByteBufUtil.writeAscii(ctx.alloc(), "too_many_pings"),
            ctx.newPromise());
        closeNow(Status.RESOURCE_EXHAUSTED.withDescription("Too many pings from client"));
      }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
      received();
      if (data == WINDOW_PING) {
        windowPingAcked(ctx);
      } else if (data == SHUTDOWN_PING) {
        gracefulClose.pingAcked(ctx);
      }
    }
  }

  /** Pings a client that has been silent, and gives the connection up if no answer comes. */
  private final class Pinger implements KeepAliveManager.KeepAlivePinger {
    private final ChannelHandlerContext ctx;

    Pinger(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void ping() {
      encoder()
          .writePing(ctx, false, KEEPALIVE_PING, ctx.newPromise())
          .addListener(
              (ChannelFutureListener)
                  done -> {
                    if (done.isSuccess()) {
                      tracer.reportKeepAliveSent();
                    }
                  });
      ctx.flush();
    }

    @Override
    public void onPingTimeout() {
      closeNow(
          Status.UNAVAILABLE.withDescription("Keepalive failed. The connection is likely gone"));
      ctx.close();
    }
  }
}
