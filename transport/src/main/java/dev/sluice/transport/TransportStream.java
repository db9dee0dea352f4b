package dev.sluice.transport;

import dev.sluice.ArrayMarshaller;
import dev.sluice.MessageSink;
import dev.sluice.MessageSource;
import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A call at either end: what both have in common. It sends as a {@link SendingStream}, and messages
 * come in through {@link Incoming}, from where they go one of two ways: a receiver of ours takes
 * them itself ({@link MessageSource}), or they are delivered to grpc-java's listener, all that are
 * there at a time.
 */
abstract class TransportStream extends SendingStream implements MessageSource {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.transport");

  private static final VarHandle WORK;
  private static final VarHandle REQUESTED;
  private static final VarHandle WAY;
  private static final VarHandle COUNTED;

  static final Status MID_FRAME =
      Status.INTERNAL.withDescription("Encountered end-of-stream mid-frame");

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORK = lookup.findVarHandle(TransportStream.class, "work", int.class);
      COUNTED = lookup.findVarHandle(TransportStream.class, "receivedCounted", int.class);
      REQUESTED = lookup.findVarHandle(TransportStream.class, "requested", int.class);
      WAY = lookup.findVarHandle(TransportStream.class, "way", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Incoming incoming;

  /** Whether the receiver is to be woken when all that was read is decoded; event loop. */
  boolean isToBeWoken;

  /** The next one whose receiver is. */
  @Nullable TransportStream nextToWake;

  /** Whether it is to be told of an end as well; event loop. */
  private boolean isEndToBeTold;

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

  /** Of the credit, how much the event loop has been told of; receiver. */
  private long creditTold;

  /** Of the credit, how much has been given back; event loop. */
  private long creditGiven;

  /** Of the messages that were received, how many channelz has been told of. */
  private volatile int receivedCounted;

  TransportStream(Connection connection, StatsTraceContext stats, int maxMessageBytes) {
    super(connection, stats);
    this.incoming = new Incoming(stats, traced, maxMessageBytes);
  }

  abstract StreamListener listener();

  /** Delivers what comes before messages; one thread at a time. */
  void deliverBegin() {}

  /** What is to be done when the call ends or half-closes; one thread at a time. */
  abstract void deliverEnd();

  /** Reports that what arrived is no valid message. */
  abstract void inboundFailed(Status status);

  /** Has calls of ours find this among their attributes. */
  Attributes withThis(Attributes attributes) {
    return attributes.toBuilder().set(MessageSource.KEY, this).set(MessageSink.KEY, this).build();
  }

  @Override
  final void tellReady() {
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

  /**
   * Tells the receiver of the end if need be, and that there may be messages, in this order: who
   * wakes up for a message is not to wait for the end. Event loop.
   */
  final void wakeReceiver() {
    if (isEndToBeTold) {
      isEndToBeTold = false;
      deliver();
    }
    Waker direct = direct();
    if (direct != null) {
      direct.messagesArrived();
    }
  }

  /** The end has arrived, maybe right behind messages: who receives wakes up once; event loop. */
  final void endArrived() {
    isEndToBeTold = true;
    connection.wakeReceiver(this);
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
