package dev.sluice.transport;

import dev.sluice.ArrayMarshaller;
import dev.sluice.MessageSink;
import dev.sluice.MessageSource;
import io.grpc.Attributes;
import io.grpc.Compressor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.Stream;
import io.grpc.internal.StreamListener;
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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a call have in common: messages out through {@link Outgoing}, messages in
 * through {@link Incoming}, and one task on the event loop that writes whatever there is to write.
 *
 * <p>Messages that arrived go one of two ways: a receiver of ours takes them itself ({@link
 * MessageSource}), or they are delivered to grpc-java's listener, all that are there at a time.
 */
abstract class TransportStream implements Stream, MessageSource, MessageSink {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private static final VarHandle STATE;
  private static final VarHandle WORK;
  private static final VarHandle REQUESTED;
  private static final VarHandle WAY;
  private static final VarHandle COUNTED;

  static final Status MID_FRAME =
      Status.INTERNAL.withDescription("Encountered end-of-stream mid-frame");

  /** A stream whose last message was sent so long ago sends no stream of messages just now. */
  private static final long QUIET_NANOS = 20_000;

  /** Placeholders. */
  private static final String GRPC_UTIL = "io.grpc.internal.GrpcUtil$";

  /** Counts what is sent until the call is committed, so as not to keep too much for a retry. */
  private static final String RETRIES = "io.grpc.internal.RetriableStream$";

  private static final int MAX_DIRECT_BYTES = 4096;
  private static final int ALLOWANCE_BYTES = 16 * 1024;
  private static final int FRAME_HEADER_BYTES = 9;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(TransportStream.class, "scheduled", int.class);
      WORK = lookup.findVarHandle(TransportStream.class, "work", int.class);
      COUNTED = lookup.findVarHandle(TransportStream.class, "receivedCounted", int.class);
      REQUESTED = lookup.findVarHandle(TransportStream.class, "requested", int.class);
      WAY = lookup.findVarHandle(TransportStream.class, "way", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Connection connection;
  final StatsTraceContext stats;
  final Outgoing outgoing;
  final Incoming incoming;

  /** The next one that waits for the event loop. */
  @Nullable TransportStream nextScheduled;

  /** Whether the receiver is to be woken when all that was read is decoded; event loop. */
  boolean isToBeWoken;

  /** The next one whose receiver is. */
  @Nullable TransportStream nextToWake;

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

  /** How often {@link #deliver} was asked for and has not yet looked: it runs once at a time. */
  private volatile int work;

  /** How many messages the listener waits for. */
  private volatile int requested;

  /** Which way messages go; decided once. */
  private volatile int way;

  private static final int UNDECIDED = 0;

  /** A receiver is to take them, once no delivery to the listener is under way. */
  private static final int ASKED = 1;

  private static final int RECEIVER = 2;
  private static final int LISTENER = 3;

  /** Whose receiver takes the messages. */
  private @Nullable Waker waker;

  /** Why no more messages can be found; whoever owns the receiving side. */
  private @Nullable Status malformed;

  /** Whether the listener is taking messages, and so owns the receiving side. */
  private volatile boolean delivering;

  private volatile boolean readyAgain;

  /** Set once nothing that is sent can reach the peer any more. */
  private volatile boolean outboundClosed;

  /** Of the credit, how much the event loop has been told of; receiver. */
  private long creditTold;

  /** Of the credit, how much has been given back; event loop. */
  private long creditGiven;

  private int messagesCounted;

  /** Of the messages that were received, how many channelz has been told of. */
  private volatile int receivedCounted;

  /** Null before the stream is created. Event loop. */
  @Nullable Http2Stream http2Stream;

  TransportStream(Connection connection, StatsTraceContext stats, int maxMessageBytes) {
    this.connection = connection;
    this.stats = stats;
    boolean traced = hasTracer(stats, GRPC_UTIL, RETRIES);
    boolean retried = hasTracer(stats, GRPC_UTIL);
    ConnectionSettings settings = connection.settings;
    this.outgoing =
        new Outgoing(
            stats,
            traced,
            retried,
            new SendBuffer(settings.readyThresholdBytes(), settings.maxReadyThresholdBytes()));
    this.incoming = new Incoming(stats, traced, maxMessageBytes);
  }

  /** Whether somebody wants to hear of messages, other than tracers whose class is of these. */
  private static boolean hasTracer(StatsTraceContext stats, String... deaf) {
    return stats.getTracersForTest().stream()
        .map(tracer -> tracer.getClass().getName())
        .anyMatch(name -> Arrays.stream(deaf).noneMatch(name::startsWith));
  }

  abstract StreamListener listener();

  /** Delivers what comes before messages; one thread at a time. */
  void deliverBegin() {}

  /** What is to be done when the call ends or half-closes; one thread at a time. */
  abstract void deliverEnd();

  /**
   * Writes what there is to write; event loop.
   *
   * @return whether there was anything
   */
  abstract boolean drain(ChannelHandlerContext ctx);

  /** Reports that what arrived is no valid message. */
  abstract void inboundFailed(Status status);

  /** Has calls of ours find this among their attributes. */
  Attributes withThis(Attributes attributes) {
    return attributes.toBuilder().set(MessageSource.KEY, this).set(MessageSink.KEY, this).build();
  }

  // Sending

  @Override
  public final void writeMessage(InputStream message) {
    if (outboundClosed) {
      closeQuietly(message);
    } else {
      outgoing.write(message);
    }
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
    boolean wrote = wasQuiet() && writeFrame();
    if (!wrote || !STATE.compareAndSet(this, DIRECT, IDLE)) {
      scheduled = SCHEDULED;
      connection.schedule(this);
    }
    if (isToBeTold) {
      // Not before now: whoever is told may send.
      isToBeTold = false;
      tellReady();
    }
    return true;
  }

  /** Whether what is sent now is a lone message, and not one of many. */
  boolean wasQuiet() {
    long now = System.nanoTime();
    boolean quiet = now - lastSentNanos > QUIET_NANOS;
    lastSentNanos = now;
    return quiet;
  }

  private boolean writeFrame() {
    int count = outgoing.pending(Math.min(allowance, MAX_DIRECT_BYTES));
    if (count == 0) {
      return false;
    }
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + count);
    // RFC 9113, 4.1 and 6.1: length, type DATA, no flags, stream
    frame.putInt(count << 8).put((byte) 0).putInt(streamId());
    outgoing.peek(frame);
    if (!connection.writeDirectly(frame.flip(), this::mayWriteDirectly)) {
      return false;
    }
    allowance -= count;
    outgoing.skipPending(count);
    isToBeTold = outgoing.written(count);
    countMessages();
    return true;
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
    ByteBuf buffer = outgoing.take(ctx.alloc());
    if (buffer == null && !endStream) {
      countMessages();
      return false;
    }
    // A window that the peer sees open must not be closed to what waits here: the peer would wait.
    returnAllowanceTo(http2Stream);
    boolean ended = false;
    while (buffer != null) {
      ByteBuf next = outgoing.take(ctx.alloc());
      writeData(ctx, streamId, buffer, endStream && next == null);
      buffer = next;
      ended |= endStream && next == null;
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
    if (count > 0) {
      done.addListener((ChannelFutureListener) future -> written(count));
    }
  }

  private void written(int bytes) {
    if (outgoing.written(bytes)) {
      tellReady();
    }
  }

  private void tellReady() {
    Waker direct = direct();
    if (direct != null) {
      direct.readyToSend();
    } else {
      becameReady();
    }
  }

  /** Tells the listener that it may send; any thread. */
  final void becameReady() {
    readyAgain = true;
    deliver();
  }

  // Receiving

  @Override
  public final void request(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("a request must be for at least one message: " + count);
    }
    int before;
    int after;
    do {
      before = requested;
      after = before + count < 0 ? Integer.MAX_VALUE : before + count;
    } while (!REQUESTED.compareAndSet(this, before, after));
    deliver();
  }

  /** Takes in what arrived; event loop. */
  final void received(ByteBuf data) {
    if (!incoming.append(data)) {
      // A part of a large message, whose window must be given back if the rest is to come.
      giveCreditInBatches();
      return;
    }
    if (isDirect()) {
      connection.wakeReceiver(this);
    } else if (requested > 0) {
      deliver();
    }
  }

  /** Tells the receiver that there may be messages; event loop. */
  final void wakeReceiver() {
    Waker direct = direct();
    if (direct != null) {
      direct.messagesArrived();
    }
  }

  private void giveCreditInBatches() {
    if (incoming.credit() - creditGiven >= connection.creditBatchBytes()) {
      giveCredit();
    }
  }

  /** Takes effect once no delivery to the listener is under way: until then, polls find nothing. */
  @Override
  public final boolean attach(Waker waker) {
    if (way != UNDECIDED || !mayBeDirect()) {
      return false;
    }
    this.waker = waker;
    if (!WAY.compareAndSet(this, UNDECIDED, ASKED)) {
      return false;
    }
    deliver();
    return true;
  }

  /** Whether a receiver of ours may take the messages. */
  boolean mayBeDirect() {
    return true;
  }

  /** Whom to tell of messages, if not the listener. */
  private @Nullable Waker direct() {
    return way == RECEIVER ? waker : null;
  }

  final boolean isDirect() {
    return way == RECEIVER;
  }

  @Override
  public final <T> @Nullable T poll(MethodDescriptor.Marshaller<T> marshaller)
      throws StatusException {
    if (!isDirect()) {
      return null;
    }
    InputStream message;
    try {
      if (malformed != null) {
        throw malformed.asException();
      }
      boolean found = incoming.advance();
      if (!found && isInboundComplete()) {
        // What arrived before the end is seen now.
        found = incoming.advance();
        if (!found && incoming.hasPartialMessage()) {
          throw failed(MID_FRAME).asException();
        }
      }
      tellCredit();
      if (!found) {
        countReceived();
        return null;
      }
      if (incoming.isPlain() && marshaller instanceof ArrayMarshaller<T> arrays) {
        int length = incoming.length();
        incoming.counted(length);
        return arrays.read(incoming.array(), incoming.start(), length);
      }
      message = incoming.take();
    } catch (Incoming.MalformedException e) {
      throw failed(e.status()).asException();
    }
    return marshaller.parse(message);
  }

  /** Whether the peer has said, in order, that nothing more will arrive. */
  abstract boolean isInboundComplete();

  /** The end has arrived, or there is another reason to look; any thread. */
  final void deliver() {
    if ((int) WORK.getAndAdd(this, 1) != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        deliverOnce();
      } catch (Throwable e) {
        // A listener must not throw; what it threw must not stop the deliveries of the stream.
        LOGGER.log(Level.ERROR, "A listener failed", e);
      }
      seen = (int) WORK.getAndAdd(this, -seen) - seen;
    } while (seen != 0);
  }

  private void deliverOnce() {
    deliverBegin();
    if (readyAgain) {
      readyAgain = false;
      if (!isListenerClosed()) {
        listener().onReady();
      }
    }
    if (!delivering && way == ASKED) {
      way = RECEIVER;
      Waker receiver = waker;
      if (receiver != null && incoming.hasArrived()) {
        // Of what was there before nobody has told it.
        receiver.messagesArrived();
      }
    }
    if (!isDirect() && !delivering && !isListenerClosed() && requested > 0 && hasMessage()) {
      offer();
    }
    deliverEnd();
    if (isListenerClosed()) {
      countReceived();
    }
  }

  private void offer() {
    delivering = true;
    try {
      listener().messagesAvailable(this::next);
    } catch (RuntimeException | Error e) {
      // Its executor takes no more tasks: nobody will ask for the messages.
      delivering = false;
      failed(Status.fromThrowable(e));
      throw e;
    }
  }

  abstract boolean isListenerClosed();

  /**
   * Whether the listener may be told of the end; within {@link #deliver}. A receiver that takes the
   * messages itself takes them before it looks at the end.
   */
  final boolean isDrained() {
    return isDirect() || (!delivering && !hasMessage() && malformed == null);
  }

  /** Whether bytes of an unfinished message are left; once drained. */
  final boolean hasPartialMessage() {
    return !isDirect() && incoming.hasPartialMessage();
  }

  private boolean hasMessage() {
    if (malformed != null) {
      return false;
    }
    try {
      boolean found = incoming.hasMessage();
      tellCredit();
      if (!found) {
        countReceived();
      }
      return found;
    } catch (Incoming.MalformedException e) {
      failed(e.status());
      return false;
    }
  }

  private Status failed(Status status) {
    malformed = status;
    inboundFailed(status);
    return status;
  }

  /** The listener's way to messages: the next one that it has requested, or null. */
  private @Nullable InputStream next() {
    if (!isListenerClosed() && requested > 0 && hasMessage() && goesToListener()) {
      try {
        incoming.advance();
        tellCredit();
        InputStream message = incoming.take();
        REQUESTED.getAndAdd(this, -1);
        return message;
      } catch (Incoming.MalformedException e) {
        failed(e.status());
      }
    }
    delivering = false;
    deliver();
    return null;
  }

  private boolean goesToListener() {
    return way == LISTENER || WAY.compareAndSet(this, UNDECIDED, LISTENER);
  }

  /** Counts for channelz: not each message, but what was taken until none was left or the end. */
  private void countReceived() {
    int received = incoming.messages();
    int before = receivedCounted;
    while (received - before > 0) {
      if (COUNTED.compareAndSet(this, before, received)) {
        connection.messagesReceived(received - before);
        return;
      }
      before = receivedCounted;
    }
  }

  private void tellCredit() {
    long credit = incoming.credit();
    if (credit - creditTold >= connection.creditBatchBytes()) {
      creditTold = credit;
      schedule();
    }
  }

  /** Gives back the window of what was received; event loop. */
  final void giveCredit() {
    long credit = incoming.credit();
    Http2Stream stream = http2Stream;
    if (credit > creditGiven && stream != null) {
      int bytes = (int) (credit - creditGiven);
      creditGiven = credit;
      connection.giveCredit(stream, bytes);
    }
  }
}
