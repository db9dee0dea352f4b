package dev.sluice.transport;

import com.google.common.base.Stopwatch;
import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.InternalChannelz;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.ClientStreamListener.RpcProgress;
import io.grpc.internal.ClientTransport.PingCallback;
import io.grpc.internal.DisconnectError;
import io.grpc.internal.GoAwayDisconnectError;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.Http2Ping;
import io.grpc.internal.SimpleDisconnectError;
import io.grpc.internal.TransportTracer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamBufferingEncoder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A client's end of a connection. All but {@link #schedule} is for the event loop. */
final class ClientConnection extends Connection {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private final ClientLifecycle lifecycle;
  private final AsciiString scheme;
  private final AsciiString userAgent;
  private final String authority;
  private final Attributes eagAttributes;
  private final Runnable onTooManyPings;
  private final CalledNames calledNames;

  private volatile Attributes attributes;

  /** What streams are told that were open when the connection went; null for the usual. */
  private @Nullable Status inactiveStatus;

  private @Nullable Http2Ping ping;

  /** Calls that have a number, and not yet a stream. Event loop. */
  private final Map<Integer, ClientCallStream> created = new HashMap<>();

  ClientConnection(
      Channel channel,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings initial,
      ChannelLogger logger,
      ConnectionSettings settings,
      TransportTracer tracer,
      ClientLifecycle lifecycle,
      AsciiString scheme,
      AsciiString userAgent,
      String authority,
      Attributes eagAttributes,
      Attributes attributes,
      Runnable onTooManyPings) {
    super(channel, null, decoder, encoder, initial, logger, settings, tracer);
    this.lifecycle = lifecycle;
    this.scheme = scheme;
    this.userAgent = userAgent;
    this.authority = authority;
    this.eagAttributes = eagAttributes;
    this.attributes = attributes;
    this.onTooManyPings = onTooManyPings;
    this.calledNames = new CalledNames(authority);
    decoder().frameListener(new Frames());
    connection().addListener(new Streams());
  }

  @Override
  Attributes attributes() {
    return attributes;
  }

  @Override
  public Attributes getEagAttributes() {
    return eagAttributes;
  }

  @Override
  public String getAuthority() {
    return authority;
  }

  @Override
  public void handleProtocolNegotiationCompleted(
      Attributes negotiated, InternalChannelz.@Nullable Security security) {
    attributes = attributes.toBuilder().setAll(negotiated).build();
    super.handleProtocolNegotiationCompleted(negotiated, security);
  }

  @Override
  Status lostStatus() {
    Status status = inactiveStatus != null ? inactiveStatus : lifecycle.shutdownStatus();
    return status != null
        ? status
        : Status.UNAVAILABLE.withDescription("Network closed for unknown reason");
  }

  @Override
  void streamLost(SendingStream stream) {
    ((ClientCallStream) stream).lost(lostStatus());
  }

  /**
   * Creates a stream and writes its headers.
   *
   * @return its number, or 0 if there can be none any more; it has then been told so
   */
  int create(ChannelHandlerContext ctx, ClientCallStream stream) {
    Status shutdown = lifecycle.shutdownStatus();
    if (shutdown != null) {
      stream.ended(shutdown, RpcProgress.MISCARRIED, new Metadata(), true);
      return 0;
    }
    Status named = calledNames.check(stream.authority(), attributes);
    if (!named.isOk()) {
      stream.ended(named, RpcProgress.PROCESSED, new Metadata(), true);
      return 0;
    }
    int id = connection().local().incrementAndGetNextStreamId();
    if (id < 0) {
      Status exhausted = Status.UNAVAILABLE.withDescription("Stream IDs have been exhausted");
      stream.ended(exhausted, RpcProgress.MISCARRIED, new Metadata(), true);
      shutdown(exhausted);
      return 0;
    }
    tracer.reportLocalStreamStarted();
    created.put(id, stream);
    Http2Headers headers = stream.requestHeaders(scheme, userAgent);
    encoder()
        .writeHeaders(ctx, id, headers, 0, false, ctx.newPromise())
        .addListener(
            (ChannelFutureListener)
                done -> {
                  created.remove(id);
                  if (done.isSuccess()) {
                    stream.headersWereWritten();
                    stream.stats.clientOutboundHeaders();
                  } else {
                    createFailed(stream, done.cause());
                  }
                });
    return id;
  }

  /** As soon as there is a stream, which is later while the server allows no more of them. */
  private void bind(Http2Stream http2) {
    ClientCallStream stream = created.remove(http2.id());
    if (stream != null) {
      stream.http2Stream = http2;
      http2.setProperty(streamKey, stream);
      lifecycle.inUse(http2);
      stream.opened();
    }
  }

  private void createFailed(ClientCallStream stream, Throwable cause) {
    if (cause instanceof StreamBufferingEncoder.Http2GoAwayException goAway) {
      Status status =
          describe(
              Status.Code.UNAVAILABLE,
              "GOAWAY closed buffered stream",
              goAway.errorCode(),
              goAway.debugData());
      stream.ended(status, RpcProgress.MISCARRIED, new Metadata(), true);
    } else if (cause instanceof StreamBufferingEncoder.Http2ChannelClosedException) {
      stream.ended(lostStatus(), RpcProgress.MISCARRIED, new Metadata(), true);
    } else {
      Status shutdown = lifecycle.shutdownStatus();
      stream.ended(
          shutdown != null ? shutdown : statusOf(cause),
          RpcProgress.PROCESSED,
          new Metadata(),
          true);
    }
  }

  private @Nullable ClientCallStream stream(int id) {
    return stream(connection().stream(id));
  }

  private @Nullable ClientCallStream stream(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(streamKey);
  }

  /** Accepts no new streams, and closes once those that are there have ended. */
  void shutdown(Status reason) {
    if (context() != null) {
      drainScheduled(); // Calls that began before.
    }
    lifecycle.shutdown(reason, SimpleDisconnectError.SUBCHANNEL_SHUTDOWN);
    channel.close();
  }

  /** Ends all streams, and closes. */
  void shutdownNow(Status reason, DisconnectError error) {
    lifecycle.shutdown(reason, error);
    ChannelHandlerContext ctx = context();
    if (ctx == null) {
      channel.close();
      return;
    }
    encoder().close(); // No stream is to come into being that waited for these to end.
    forEachStream((http2, stream) -> {
      stream.ended(reason, RpcProgress.PROCESSED, new Metadata(), true);
      resetStream(ctx, http2.id(), Http2Error.CANCEL.code(), ctx.newPromise());
      http2.close();
    });
    closeSoon(ctx);
    channel.close();
  }

  private interface Visitor {
    void visit(Http2Stream http2, ClientCallStream stream);
  }

  private void forEachStream(Visitor visitor) {
    try {
      connection()
          .forEachActiveStream(http2 -> {
            ClientCallStream stream = stream(http2);
            if (stream != null) {
              visitor.visit(http2, stream);
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void ping(PingCallback callback, Executor executor) {
    ChannelHandlerContext ctx = context();
    if (ctx == null || isInactive()) {
      Http2Ping.notifyFailed(callback, executor, lostStatus());
      return;
    }
    Http2Ping outstanding = ping;
    if (outstanding != null) {
      outstanding.addCallback(callback, executor);
      return;
    }
    Http2Ping sent = new Http2Ping(USER_PING, Stopwatch.createStarted());
    sent.addCallback(callback, executor);
    ping = sent;
    encoder()
        .writePing(ctx, false, USER_PING, ctx.newPromise())
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    tracer.reportKeepAliveSent();
                  } else {
                    sent.failed(lostStatus());
                    if (sent.equals(ping)) {
                      ping = null;
                    }
                  }
                });
    ctx.flush();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
    if (ctx.channel().isActive()) {
      lifecycle.shutdown(
          Status.UNAVAILABLE.withDescription("Transport closed for unknown reason"),
          SimpleDisconnectError.UNKNOWN);
    }
    flush(ctx);
    super.close(ctx, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    Status status = Status.UNAVAILABLE.withDescription("Network closed for unknown reason");
    lifecycle.shutdown(status, SimpleDisconnectError.UNKNOWN);
    Http2Ping outstanding = ping;
    if (outstanding != null) {
      ping = null;
      outstanding.failed(lostStatus());
    }
    try {
      forEachStream((http2, stream) -> streamLost(stream));
      becameInactive();
    } finally {
      super.channelInactive(ctx);
      if (keepAlive != null) {
        keepAlive.onTransportTermination();
      }
      lifecycle.terminated(status, SimpleDisconnectError.UNKNOWN);
    }
  }

  /** The connection never came to be. */
  void failed(Throwable cause) {
    Status status = statusOf(cause);
    lifecycle.shutdown(status, SimpleDisconnectError.UNKNOWN);
    becameInactive();
    if (keepAlive != null) {
      keepAlive.onTransportTermination();
    }
    lifecycle.terminated(status, SimpleDisconnectError.UNKNOWN);
  }

  @Override
  void broke(Throwable cause) {
    LOGGER.log(System.Logger.Level.DEBUG, "A connection broke", cause);
    lifecycle.shutdown(statusOf(cause), SimpleDisconnectError.SOCKET_ERROR);
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception http2) {
    LOGGER.log(System.Logger.Level.DEBUG, "A connection failed", cause);
    lifecycle.shutdown(statusOf(cause), SimpleDisconnectError.SOCKET_ERROR);
    super.onConnectionError(ctx, outbound, cause, http2);
    closeSoon(ctx);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException http2) {
    ClientCallStream stream = stream(http2.streamId());
    if (stream != null) {
      stream.ended(statusOf(cause), RpcProgress.PROCESSED, new Metadata(), false);
    }
    super.onStreamError(ctx, outbound, cause, http2);
  }

  @Override
  protected boolean isGracefulShutdownComplete() {
    return super.isGracefulShutdownComplete()
        && ((StreamBufferingEncoder) bufferingEncoder()).numBufferedStreams() == 0;
  }

  private Http2ConnectionEncoder bufferingEncoder() {
    return encoder();
  }

  /** The server takes no more streams, and none above the last that it knows. */
  private void goingAway(long errorCode, byte[] debugData) {
    Status status =
        describe(Status.Code.UNAVAILABLE, "GOAWAY shut down transport", errorCode, debugData);
    DisconnectError error = new GoAwayDisconnectError(GrpcUtil.Http2Error.forCode(errorCode));
    lifecycle.goingAway(status, error);
    int last = connection().local().lastStreamKnownByPeer();
    if (last == Integer.MAX_VALUE) {
      drainScheduled(); // Calls that began before may yet be served.
    }
    if (lifecycle.shutdown(status, error)) {
      inactiveStatus = describe(null, "Connection closed after GOAWAY", errorCode, debugData);
    }
    Status refused =
        describe(
            errorCode == Http2Error.NO_ERROR.code() ? Status.Code.UNAVAILABLE : null,
            "Abrupt GOAWAY closed sent stream",
            errorCode,
            debugData);
    forEachStream((http2, stream) -> {
      if (http2.id() > last) {
        stream.ended(refused, RpcProgress.REFUSED, new Metadata(), false);
        http2.close();
      }
    });
  }

  private static Status describe(
      Status.@Nullable Code code, String what, long errorCode, byte @Nullable [] debugData) {
    Status status = GrpcUtil.Http2Error.statusForCode(errorCode);
    String debug =
        debugData == null || debugData.length == 0
            ? ""
            : ", debug data: " + new String(debugData, StandardCharsets.UTF_8);
    return (code == null ? status : code.toStatus())
        .withDescription(what + ". " + status.getDescription() + debug);
  }

  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
      byte[] bytes = ByteBufUtil.getBytes(debugData);
      goingAway(errorCode, bytes);
      if (errorCode == Http2Error.ENHANCE_YOUR_CALM.code()) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        LOGGER.log(
            System.Logger.Level.WARNING, "A server asks this client to calm down: {0}", text);
        if ("too_many_pings".equals(text)) {
          onTooManyPings.run();
        }
      }
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
      bind(stream);
      if (keepAlive != null && connection().numActiveStreams() == 1) {
        keepAlive.onTransportActive();
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      lifecycle.notInUse(stream);
      if (keepAlive != null && connection().numActiveStreams() == 0) {
        keepAlive.onTransportIdle();
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
        settled = true;
        attributes = lifecycle.filter(attributes);
        lifecycle.ready();
        if (keepAlive != null) {
          keepAlive.onTransportStarted();
        }
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
      int bytes = data.readableBytes();
      dataArrived(ctx, bytes + padding);
      ClientCallStream stream = stream(id);
      if (stream == null || stream.isInboundEnded()) {
        return bytes + padding;
      }
      stream.dataReceived(ctx, data, endOfStream);
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
      ClientCallStream stream = stream(id);
      if (stream != null) {
        stream.headersReceived(ctx, headers, endOfStream);
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
      received();
      ClientCallStream stream = stream(id);
      if (stream != null) {
        stream.ended(
            describe(null, "RST_STREAM closed stream", errorCode, null),
            errorCode == Http2Error.REFUSED_STREAM.code()
                ? RpcProgress.REFUSED
                : RpcProgress.PROCESSED,
            new Metadata(),
            false);
      }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      received();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
      received();
      if (data == WINDOW_PING) {
        windowPingAcked(ctx);
      } else if (data == USER_PING) {
        Http2Ping answered = ping;
        if (answered != null) {
          ping = null;
          answered.complete();
        }
      }
    }
  }
}
