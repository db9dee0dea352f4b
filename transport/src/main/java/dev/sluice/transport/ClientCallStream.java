package dev.sluice.transport;

import dev.sluice.MessageStream;
import dev.sluice.ReplayBuffer;
import io.grpc.Attributes;
import io.grpc.Codec;
import io.grpc.Deadline;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.internal.ClientStream;
import io.grpc.internal.ClientStreamListener;
import io.grpc.internal.ClientStreamListener.RpcProgress;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.InsightBuilder;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call on a client. */
final class ClientCallStream extends TransportStream implements ClientStream {
  /**
   * How the call ended.
   *
   * @param now whether messages that arrived are dropped, as this side ended the call
   */
  private record End(Status status, RpcProgress progress, Metadata trailers, boolean now) {}

  private static final Metadata NOTHING = new Metadata();

  private final ClientConnection client;
  private final MethodDescriptor<?, ?> method;
  private final @Nullable ReplayBuffer replay;
  private Metadata headers;
  private String authority;
  private DecompressorRegistry decompressors = DecompressorRegistry.getDefaultInstance();
  private volatile @Nullable ClientStreamListener listener;

  private volatile boolean halfClosed;
  private volatile @Nullable Status cancelled;

  private volatile @Nullable End end;

  /** Event loop. */
  private final ResponseHeaders response = new ResponseHeaders();

  private int id;
  private boolean endWritten;

  /** Whether the headers have reached the socket. */
  private boolean headersWritten;

  private volatile @Nullable Metadata arrivedHeaders;
  private volatile boolean listenerClosed;

  ClientCallStream(
      ClientConnection connection,
      MethodDescriptor<?, ?> method,
      Metadata headers,
      String authority,
      StatsTraceContext stats,
      @Nullable ReplayBuffer replay) {
    super(connection, stats, connection.settings.maxMessageBytes());
    this.client = connection;
    this.method = method;
    this.headers = headers;
    this.authority = authority;
    this.replay = replay;
  }

  @Override
  public void setAuthority(String authority) {
    this.authority = authority;
  }

  String authority() {
    return authority;
  }

  @Override
  public void setFullStreamDecompression(boolean enabled) {}

  @Override
  public void setDecompressorRegistry(DecompressorRegistry registry) {
    decompressors = registry;
  }

  @Override
  public void setMaxInboundMessageSize(int bytes) {
    incoming.setMaxMessageBytes(bytes);
  }

  @Override
  public void setMaxOutboundMessageSize(int bytes) {
    outgoing.setMaxMessageBytes(bytes);
  }

  void setReadyThresholdBytes(int bytes) {
    outgoing.setReadyThresholdBytes(bytes);
  }

  @Override
  public void setDeadline(Deadline deadline) {
    headers.discardAll(GrpcUtil.TIMEOUT_KEY);
    headers.put(GrpcUtil.TIMEOUT_KEY, Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  @Override
  public void start(ClientStreamListener listener) {
    this.listener = listener;
    schedule();
  }

  @Override
  ClientStreamListener listener() {
    ClientStreamListener set = listener;
    if (set == null) {
      throw new IllegalStateException("the stream has not been started");
    }
    return set;
  }

  @Override
  public void writeMessage(InputStream message) {
    boolean first = messagesSent() == 0;
    super.writeMessage(message);
    if (first
        && replay != null
        && message instanceof MessageStream<?> written
        && !outgoing.isCompressing()) {
      replay.attach(written.message(), this);
    }
  }

  @Override
  public void halfClose() {
    if (!halfClosed) {
      halfClosed = true;
      schedule();
    }
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
    cancel(status);
  }

  @Override
  public Attributes getAttributes() {
    return withThis(connection.attributes());
  }

  @Override
  public void appendTimeoutInsight(InsightBuilder insight) {
    insight.appendKeyValue(
        "remote_addr", connection.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  @Override
  boolean drain(ChannelHandlerContext ctx) {
    giveCredit();
    Status reason = cancelled;
    if (reason != null && end == null) {
      resetUnlessEnded(ctx);
      ended(reason, RpcProgress.PROCESSED, new Metadata(), true);
      return true;
    }
    if (reason != null && !listenerClosed) {
      giveUpOnMessages(reason);
    }
    if (end != null) {
      outgoing.discard();
      returnAllowance();
      return false;
    }
    // Looked at first: all that was sent before is then sure to be seen.
    boolean last = halfClosed;
    boolean wrote = false;
    if (id == 0) {
      id = client.create(ctx, this);
      if (id == 0) {
        return false;
      }
      wrote = true;
    }
    if (!endWritten) {
      endWritten = last;
      wrote |= writeMessages(ctx, id, last);
      if (!last && headersWritten) {
        allowDirect();
      }
    }
    return wrote;
  }

  /** The call has ended, but this side does not wait for the messages that came before. */
  private void giveUpOnMessages(Status reason) {
    End last = end;
    if (last != null && !last.now) {
      end = new End(reason, last.progress, last.trailers, true);
      deliver();
    }
  }

  Http2Headers requestHeaders(AsciiString scheme, AsciiString userAgent) {
    Http2Headers request =
        Headers.ofRequest(
            scheme,
            AsciiString.of(authority),
            AsciiString.of("/" + method.getFullMethodName()),
            userAgent,
            headers);
    headers = NOTHING; // An idle stream is to be small.
    return request;
  }

  /** The stream exists; event loop. Whoever sends one message does not wait to be ready for it. */
  void opened() {
    if (!method.getType().clientSendsOneMessage()) {
      becameReady();
    }
  }

  /** Messages may now follow past the event loop. */
  void headersWereWritten() {
    headersWritten = true;
  }

  private void resetUnlessEnded(ChannelHandlerContext ctx) {
    if (id != 0) {
      connection.encoder().writeRstStream(ctx, id, Http2Error.CANCEL.code(), ctx.newPromise());
    }
  }

  /** The server has ended its side, and has no use for the rest of the request. */
  private void endRequest(ChannelHandlerContext ctx) {
    if (!endWritten) {
      endWritten = true;
      resetUnlessEnded(ctx);
    }
  }

  /** Takes in headers or trailers; event loop. */
  void headersReceived(ChannelHandlerContext ctx, Http2Headers received, boolean endStream) {
    if (end != null) {
      return;
    }
    Metadata metadata;
    try {
      metadata = Headers.toMetadata(received);
    } catch (IllegalArgumentException e) {
      fail(ctx, Status.INTERNAL.withDescription("A binary header of the response is no Base64"));
      return;
    }
    if (endStream) {
      Status status = response.trailers(metadata);
      stats.clientInboundTrailers(metadata);
      endRequest(ctx);
      ended(status, RpcProgress.PROCESSED, metadata, false);
    } else if (response.headers(metadata)) {
      String encoding = metadata.get(GrpcUtil.MESSAGE_ENCODING_KEY);
      if (encoding != null) {
        Decompressor decompressor = decompressors.lookupDecompressor(encoding);
        if (decompressor == null) {
          fail(ctx, Status.INTERNAL.withDescription("Can't find decompressor for " + encoding));
          return;
        }
        if (!decompressor.equals(Codec.Identity.NONE)) {
          incoming.setDecompressor(decompressor);
        }
      }
      stats.clientInboundHeaders(metadata);
      arrivedHeaders = metadata;
      deliver();
    }
  }

  /** Takes in what arrived; event loop. */
  void dataReceived(ChannelHandlerContext ctx, ByteBuf data, boolean endStream) {
    if (end != null) {
      return;
    }
    Status error = response.data(data, endStream);
    if (error == null) {
      received(data);
      if (endStream) {
        endRequest(ctx);
        error =
            Status.INTERNAL.withDescription("Received unexpected EOS on DATA frame from server");
        ended(error, RpcProgress.PROCESSED, new Metadata(), false);
      }
    } else if (!error.isOk()) {
      fail(ctx, error);
    }
  }

  private void fail(ChannelHandlerContext ctx, Status status) {
    resetUnlessEnded(ctx);
    ended(status, RpcProgress.PROCESSED, response.errorMetadata(), true);
  }

  /** The connection is gone. Event loop. */
  void lost(Status status) {
    // What no stream was there for, no server has looked at.
    ended(
        status,
        http2Stream == null ? RpcProgress.MISCARRIED : RpcProgress.PROCESSED,
        new Metadata(),
        false);
    Status reason = cancelled;
    if (reason != null && !listenerClosed) {
      giveUpOnMessages(reason);
    }
  }

  /** The call is over. Event loop. */
  void ended(Status status, RpcProgress progress, Metadata trailers, boolean now) {
    if (end == null) {
      end = new End(status, progress, trailers, now);
      closeOutbound();
      connection.tracer.reportStreamClosed(status.isOk());
      schedule();
      endArrived();
    }
  }

  @Override
  public int streamId() {
    return id;
  }

  /** Nothing more is wanted. */
  boolean isInboundEnded() {
    return end != null;
  }

  @Override
  boolean isInboundComplete() {
    End last = end;
    return last != null && !last.now && last.status.isOk();
  }

  /** A tracer wants to hear of all messages before it hears of the end. */
  @Override
  boolean mayBeDirect() {
    return !incoming.isTraced();
  }

  @Override
  boolean isListenerClosed() {
    End last = end;
    return listenerClosed || (last != null && last.now);
  }

  @Override
  void deliverBegin() {
    Metadata first = arrivedHeaders;
    if (first != null && !isListenerClosed()) {
      arrivedHeaders = null;
      listener().headersRead(first);
    }
  }

  @Override
  void deliverEnd() {
    End last = end;
    if (last == null || listenerClosed || !(last.now || isDrained())) {
      return;
    }
    listenerClosed = true;
    Status status = last.status;
    if (!last.now && status.isOk() && hasPartialMessage()) {
      status = MID_FRAME;
    }
    stats.streamClosed(status);
    listener().closed(status, last.progress, last.trailers);
  }
}
