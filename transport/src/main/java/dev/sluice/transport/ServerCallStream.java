package dev.sluice.transport;

import io.grpc.Attributes;
import io.grpc.Decompressor;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.internal.ServerStream;
import io.grpc.internal.ServerStreamListener;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** A call on a server. */
final class ServerCallStream extends TransportStream implements ServerStream {
  /** How the application ended the call. */
  private record Closing(Status status, Http2Headers trailers) {}

  private static final ServerStreamListener NOBODY =
      new ServerStreamListener() {
        @Override
        public void halfClosed() {}

        @Override
        public void closed(Status status) {}

        @SuppressWarnings("MissingOverride") // grpc-java has it from 1.85 on.
        public void triggerEvent(Object event) {}

        @Override
        public void messagesAvailable(MessageProducer producer) {}

        @Override
        public void onReady() {}
      };

  private final int id;
  private final @Nullable String authority;
  private final boolean handlerUnwrapped;

  private volatile @Nullable ServerStreamListener listener;

  /** Until they are written. */
  private volatile @Nullable Http2Headers headers;

  private volatile boolean headersGiven;
  private volatile @Nullable Closing closing;
  private volatile @Nullable Status cancelled;

  /** Whether the client has sent what is no message; set before that ends the call. */
  private volatile boolean provoked;

  /** Whether the client has half-closed. */
  private volatile boolean remoteEnded;

  /** How the stream ended, whatever the application says: OK if the client was told. */
  private volatile @Nullable Status closed;

  /** Event loop. */
  private boolean headersWritten;

  /** When they have reached the socket, and messages may follow past the event loop. */
  private @Nullable ChannelFuture headersOnTheirWay;

  private boolean endWritten;

  /** Touched within a delivery, but read from anywhere. */
  private volatile boolean listenerClosed;

  private boolean halfCloseDelivered;

  ServerCallStream(
      Connection connection,
      Http2Stream stream,
      @Nullable String authority,
      boolean handlerUnwrapped,
      StatsTraceContext stats) {
    super(connection, stats, connection.settings.maxMessageBytes());
    this.id = stream.id();
    this.http2Stream = stream;
    this.authority = authority;
    this.handlerUnwrapped = handlerUnwrapped;
  }

  @Override
  public boolean isHandlerUnwrapped() {
    return handlerUnwrapped;
  }

  @Override
  public void setListener(ServerStreamListener listener) {
    this.listener = listener;
  }

  /** For a call that fails before grpc-java has set one. */
  void setListenerUnlessSet() {
    if (listener == null) {
      listener = NOBODY;
    }
  }

  @Override
  ServerStreamListener listener() {
    ServerStreamListener set = listener;
    if (set == null) {
      throw new IllegalStateException("the stream has no listener yet");
    }
    return set;
  }

  @Override
  public StatsTraceContext statsTraceContext() {
    return stats;
  }

  @Override
  public int streamId() {
    return id;
  }

  @Override
  public @Nullable String getAuthority() {
    return authority;
  }

  @Override
  public Attributes getAttributes() {
    return withThis(connection.attributes());
  }

  /** Passes an event of the application to its listener, in order with all others. */
  @SuppressWarnings("MissingOverride") // grpc-java has it from 1.85 on.
  public void triggerEvent(Object event) {
    connection
        .eventLoop()
        .execute(() -> {
          if (!isListenerClosed()) {
            ListenerEvents.trigger(listener(), event);
          }
        });
  }

  @Override
  public void setOnReadyThreshold(int bytes) {
    outgoing.setReadyThresholdBytes(bytes);
  }

  @Override
  public void setDecompressor(Decompressor decompressor) {
    incoming.setDecompressor(decompressor);
  }

  @Override
  public void writeHeaders(Metadata metadata, boolean flush) {
    headers = Headers.ofResponse(metadata);
    headersGiven = true;
    if (flush) {
      schedule();
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (closing == null) {
      closing = new Closing(status, trailersOf(status, trailers, headersGiven));
      closeOutbound();
      schedule();
    }
  }

  private static Http2Headers trailersOf(Status status, Metadata trailers, boolean afterHeaders) {
    trailers.discardAll(InternalStatus.CODE_KEY);
    trailers.discardAll(InternalStatus.MESSAGE_KEY);
    trailers.put(InternalStatus.CODE_KEY, status);
    String description = status.getDescription();
    if (description != null) {
      trailers.put(InternalStatus.MESSAGE_KEY, description);
    }
    return afterHeaders ? Headers.ofTrailers(trailers) : Headers.ofResponse(trailers);
  }

  @Override
  public void cancel(Status reason) {
    if (cancelled == null) {
      cancelled = reason;
      closeOutbound();
      schedule();
    }
  }

  @Override
  void inboundFailed(Status status) {
    provoked = true;
    cancel(status);
  }

  @Override
  boolean drain(ChannelHandlerContext ctx) {
    giveCredit();
    Status reason = cancelled;
    if (closed != null || endWritten) {
      outgoing.discard();
      returnAllowance();
      return closed == null && reason != null && abandon(ctx, reason);
    }
    if (reason != null) {
      abort(ctx, reason);
      return true;
    }
    // Looked at first: all that was sent before is then sure to be seen.
    Closing last = closing;
    Http2Headers first = headers;
    boolean wrote = false;
    if (first != null && !headersWritten) {
      headersWritten = true;
      headers = null;
      wrote = true;
      connection.wrote();
      headersOnTheirWay =
          connection.encoder().writeHeaders(ctx, id, first, 0, false, ctx.newPromise());
    }
    if (headersWritten) {
      // Else there may be messages already, whose headers were not there yet a moment ago.
      wrote |= writeMessages(ctx, id, false);
    }
    if (last != null) {
      wrote = true;
      writeEnd(ctx, last.trailers)
          .addListener(
              (ChannelFutureListener)
                  done -> ended(done.isSuccess() ? Status.OK : connection.statusOf(done.cause())));
    } else if (headersOnTheirWay != null && headersOnTheirWay.isSuccess()) {
      allowDirect();
    }
    return wrote;
  }

  private ChannelFuture writeEnd(ChannelHandlerContext ctx, Http2Headers trailers) {
    endWritten = true;
    connection.wrote();
    ChannelFuture written =
        connection.encoder().writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise());
    written.addListener(
        (ChannelFutureListener)
            done -> {
              // RFC 9113, 8.1: the client need not send the rest of a request that was answered.
              Http2Stream stream = http2Stream;
              if (stream != null && stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
                connection
                    .encoder()
                    .writeRstStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise());
                ctx.flush();
              }
            });
    return written;
  }

  /** Ends the stream from this side, and says why wherever that can still be said. */
  private void abort(ChannelHandlerContext ctx, Status reason) {
    outgoing.discard();
    Http2Stream stream = http2Stream;
    if (stream != null && stream.state() != Http2Stream.State.CLOSED) {
      // A deadline is the client's own, which says more of it than could be said from here.
      if (isBlocked() || reason.getCode() == Status.Code.DEADLINE_EXCEEDED) {
        connection.encoder().writeRstStream(ctx, id, Http2Error.CANCEL.code(), ctx.newPromise());
      } else {
        writeEnd(ctx, trailersOf(reason, new Metadata(), headersWritten));
      }
    }
    ended(reason);
    if (provoked) {
      connection.provokedReset(ctx);
    }
  }

  /**
   * The client reads nothing, the end of the call included, and the call is to end all the same.
   */
  private boolean abandon(ChannelHandlerContext ctx, Status reason) {
    if (!isBlocked()) {
      return false;
    }
    connection.encoder().writeRstStream(ctx, id, Http2Error.CANCEL.code(), ctx.newPromise());
    ended(reason);
    return true;
  }

  /** Whether something waits for the client's window. */
  private boolean isBlocked() {
    Http2Stream stream = http2Stream;
    return stream != null && connection.encoder().flowController().hasFlowControlled(stream);
  }

  /** Takes in what arrived; event loop. */
  void dataReceived(ByteBuf data, boolean endStream) {
    if (closed == null) {
      received(data);
      if (endStream) {
        remoteEnded = true;
        endArrived();
      }
    }
  }

  /** The stream is over, with OK if the client was told the application's status. Event loop. */
  void ended(Status how) {
    if (closed == null) {
      closed = how;
      closeOutbound();
      Closing last = closing;
      connection.tracer.reportStreamClosed(how.isOk() && last != null && last.status.isOk());
      schedule();
      deliver();
    }
  }

  /** Nothing more is wanted. */
  boolean isInboundEnded() {
    return remoteEnded || closed != null;
  }

  @Override
  boolean isInboundComplete() {
    return remoteEnded;
  }

  @Override
  boolean isListenerClosed() {
    return listenerClosed || closed != null;
  }

  @Override
  void deliverEnd() {
    Status end = closed;
    if (end != null) {
      if (!listenerClosed) {
        listenerClosed = true;
        Closing last = closing;
        stats.streamClosed(end.isOk() && last != null ? last.status : end);
        ServerStreamListener told = listener();
        if (end.isOk()) {
          told.closed(end);
        } else {
          // It cancels the call's context, where the application may have much to clear away.
          VirtualThreads.EXECUTOR.execute(() -> told.closed(end));
        }
      }
    } else if (remoteEnded && !halfCloseDelivered && isDrained()) {
      halfCloseDelivered = true;
      if (hasPartialMessage()) {
        cancel(MID_FRAME);
      } else {
        listener().halfClosed();
      }
    }
  }
}
