package dev.sluice.transport;

import static io.netty.handler.codec.http2.Http2CodecUtil.FRAME_HEADER_LENGTH;

import dev.sluice.ArrayMarshaller;
import dev.sluice.MessageSink;
import io.grpc.Compressor;
import io.grpc.MethodDescriptor;
import io.grpc.StreamTracer;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a call: messages go into {@link Outgoing}, and one task on the event loop
 * writes whatever has gathered there. A lone message the sender writes itself.
 */
abstract class SendingStream implements Stream, MessageSink {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private static final VarHandle STATE;

  /** A stream whose last message was sent so long ago sends no stream of messages just now. */
  private static final long QUIET_NANOS = 20_000;

  /** Placeholders. */
  private static final String GRPC_UTIL = "io.grpc.internal.GrpcUtil$";

  /** Counts bytes until the call is committed, so as not to keep too much for a retry. */
  private static final String RETRIES = "io.grpc.internal.RetriableStream$";

  private static final int MAX_DIRECT_BYTES = 4096;
  private static final int ALLOWANCE_BYTES = 16 * 1024;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(SendingStream.class, "scheduled", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Connection connection;
  final StatsTraceContext stats;
  final Outgoing outgoing;

  /** Whether somebody wants to hear of each message. */
  final boolean traced;

  /** Whether only those want to hear of bytes who count what may have to be sent again. */
  private final boolean retried;

  /** Null before the stream is created. Event loop. */
  @Nullable Http2Stream http2Stream;

  /** The next one that waits for the event loop. */
  @Nullable SendingStream nextScheduled;

  /** Who may take what was sent: nobody, the event loop sooner or later, or the sender now. */
  private volatile int scheduled;

  private static final int IDLE = 0;
  private static final int SCHEDULED = 1;
  private static final int SCHEDULED_ANEW = 2;
  private static final int DIRECT = 3;
  private static final int DIRECT_AND_WANTED = 4;

  /** How much the sender may write itself: taken out of the windows. With the right to take. */
  private int allowance;

  private long lastSentNanos;

  /** Whether the sender's own writing made room that somebody waits for. With the right to take. */
  private boolean isToBeTold;

  /** Set once nothing that is sent can reach the peer any more. */
  private volatile boolean outboundClosed;

  /** Of the messages that were sent, how many channelz has been told of. With the right to take. */
  private int messagesCounted;

  SendingStream(Connection connection, StatsTraceContext stats) {
    this.connection = connection;
    this.stats = stats;
    this.traced = hasTracer(stats, GRPC_UTIL, RETRIES);
    this.retried = !traced && hasTracer(stats, GRPC_UTIL);
    ConnectionSettings settings = connection.settings;
    this.outgoing =
        new Outgoing(
            connection.channel.alloc(),
            stats,
            traced,
            new SendBuffer(settings.readyThresholdBytes(), settings.maxReadyThresholdBytes()));
  }

  /** Whether somebody wants to hear of messages, other than tracers whose class is of these. */
  private static boolean hasTracer(StatsTraceContext stats, String... deaf) {
    for (StreamTracer tracer : stats.getTracersForTest()) {
      if (!startsWithAny(tracer.getClass().getName(), deaf)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithAny(String name, String... prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes what there is to write; event loop.
   *
   * @return whether there was anything
   */
  abstract boolean drain(ChannelHandlerContext ctx);

  @Override
  public void writeMessage(InputStream message) {
    if (outboundClosed) {
      closeQuietly(message);
    } else {
      outgoing.write(message);
      if (outboundClosed) {
        schedule(); // It was sent for nobody, and is to be dropped even if nobody flushes.
      }
    }
  }

  @Override
  public final boolean isClosed() {
    return outboundClosed;
  }

  @Override
  public final void checkSize(int bytes) {
    outgoing.checkSize(bytes);
  }

  @Override
  public final int messagesSent() {
    return outgoing.messages();
  }

  @Override
  public final <T> void send(MethodDescriptor.Marshaller<T> marshaller, T message) {
    if (outboundClosed) {
      return;
    }
    if (marshaller instanceof ArrayMarshaller<T> arrays && !outgoing.isCompressing()) {
      outgoing.write(arrays, message);
    } else {
      outgoing.write(marshaller.stream(message));
    }
    flush();
  }

  @Override
  public final void flush() {
    int state = scheduled;
    if (state == IDLE) {
      if (allowance == 0 || !connection.allowsDirect() || !writeDirectly()) {
        schedule();
      }
    } else {
      schedule();
    }
  }

  @Override
  public boolean isReady() {
    return !outboundClosed && outgoing.isReady();
  }

  @Override
  public final void setCompressor(Compressor compressor) {
    outgoing.setCompressor(compressor);
  }

  @Override
  public final void setMessageCompression(boolean enable) {
    outgoing.setMessageCompression(enable);
  }

  @Override
  public final void optimizeForDirectExecutor() {}

  static void closeQuietly(InputStream message) {
    try {
      message.close();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "A message that nobody wants could not be closed", e);
    }
  }

  /** Has the event loop write what there is to write. Any thread. */
  final void schedule() {
    int before = scheduled;
    while (before == IDLE || before == SCHEDULED || before == DIRECT) {
      int after =
          before == IDLE ? SCHEDULED : before == SCHEDULED ? SCHEDULED_ANEW : DIRECT_AND_WANTED;
      if (STATE.compareAndSet(this, before, after)) {
        if (after == SCHEDULED) {
          connection.schedule(this);
        }
        return;
      }
      before = scheduled;
    }
  }

  /**
   * Writes what there is to write, as the stream was scheduled for it; event loop.
   *
   * @return whether the stream counts as scheduled still: there was something, or there is again
   */
  final boolean drainScheduled(ChannelHandlerContext ctx) {
    // What is asked for before this is seen by what follows, and what comes later changes it again.
    scheduled = SCHEDULED;
    return drain(ctx) || !STATE.compareAndSet(this, SCHEDULED, IDLE);
  }

  /**
   * Tells whoever waits that the connection is gone, now and whenever else is asked; event loop.
   */
  final void lose() {
    do {
      scheduled = SCHEDULED;
      connection.streamLost(this);
      outgoing.discard();
    } while (!STATE.compareAndSet(this, SCHEDULED, IDLE));
  }

  /**
   * Writes a lone message on the sending thread, if there is an allowance and nothing else to
   * write.
   */
  private boolean writeDirectly() {
    if (!STATE.compareAndSet(this, IDLE, DIRECT)) {
      return false;
    }
    int wrote = 0;
    try {
      wrote = wasQuiet() ? writeFrame() : 0;
    } finally {
      if (wrote == 0 || !STATE.compareAndSet(this, DIRECT, IDLE)) {
        scheduled = SCHEDULED;
        connection.schedule(this);
      }
    }
    if (isToBeTold) {
      // Not before now: whoever is told may send.
      isToBeTold = false;
      tellReady();
    }
    tellRetries(wrote);
    return true;
  }

  /** Whether what is sent now is a lone message, and not one of many. */
  boolean wasQuiet() {
    long now = System.nanoTime();
    boolean quiet = now - lastSentNanos > QUIET_NANOS;
    lastSentNanos = now;
    return quiet;
  }

  /** Returns how many bytes of messages were written. */
  private int writeFrame() {
    int count = outgoing.pending(Math.min(allowance, MAX_DIRECT_BYTES));
    if (count == 0) {
      return 0;
    }
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_LENGTH + count);
    // RFC 9113, 4.1 and 6.1: length, type DATA, no flags, stream
    frame.putInt(count << 8).put((byte) 0).putInt(streamId());
    outgoing.peek(frame);
    if (!connection.writeDirectly(frame.flip(), this::mayWriteDirectly)) {
      return 0;
    }
    allowance -= count;
    outgoing.skipPending(count);
    isToBeTold = outgoing.written(count);
    countMessages();
    return count;
  }

  /** Asked with the socket's token: the answer to settings goes out before this or after. */
  private boolean mayWriteDirectly() {
    return !outboundClosed && connection.allowsDirect();
  }

  public abstract int streamId();

  /** Lets the sender write a little by itself, if the windows are wide; event loop. */
  final void allowDirect() {
    Http2Stream stream = http2Stream;
    if (allowance < MAX_DIRECT_BYTES && stream != null && connection.allowsDirect()) {
      allowance += connection.takeWindow(stream, ALLOWANCE_BYTES);
    }
  }

  /** The stream is over: what is left of the allowance is the connection's again; event loop. */
  final void returnAllowance() {
    returnAllowanceTo(null);
  }

  private void returnAllowanceTo(@Nullable Http2Stream stream) {
    int left = allowance;
    allowance = 0;
    connection.returnWindow(stream, left);
  }

  final void closeOutbound() {
    outboundClosed = true;
  }

  /**
   * Writes the messages that have gathered; event loop.
   *
   * @param endStream whether they are the last
   * @return whether anything was written
   */
  final boolean writeMessages(ChannelHandlerContext ctx, int streamId, boolean endStream) {
    if (outgoing.isEmpty() && !endStream) {
      countMessages();
      return false;
    }
    // A window that the peer sees open must not be closed to what waits here: the peer would wait.
    returnAllowanceTo(http2Stream);
    boolean ended = false;
    while (!outgoing.isEmpty()) {
      ByteBuf buffer = outgoing.take();
      ended = endStream && outgoing.isEmpty();
      writeData(ctx, streamId, buffer, ended);
    }
    if (endStream && !ended) {
      writeData(ctx, streamId, Unpooled.EMPTY_BUFFER, true);
    }
    countMessages();
    return true;
  }

  /** Whoever writes: the event loop, or the sender while it writes by itself. */
  private void countMessages() {
    int sent = outgoing.messages();
    if (sent != messagesCounted) {
      connection.messagesSent(sent - messagesCounted);
      messagesCounted = sent;
    }
  }

  private void writeData(ChannelHandlerContext ctx, int streamId, ByteBuf data, boolean endStream) {
    int count = data.readableBytes();
    connection.messagesWritten(count);
    connection.wrote();
    ChannelFuture done =
        connection.encoder().writeData(ctx, streamId, data, 0, endStream, ctx.newPromise());
    tellRetries(count);
    if (count > 0) {
      done.addListener((ChannelFutureListener) future -> written(count));
    }
  }

  /** With what frames a message: this is about memory, and even empty messages take some. */
  private void tellRetries(int bytes) {
    if (retried && bytes > 0) {
      stats.outboundWireSize(bytes);
    }
  }

  private void written(int bytes) {
    if (outgoing.written(bytes)) {
      tellReady();
    }
  }

  /** Tells whoever waits to send that it may; any thread. */
  abstract void tellReady();
}
