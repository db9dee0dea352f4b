package dev.sluice.transport;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.Status;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that have arrived and wait to be received: the event loop appends what
 * arrives, and one thread at a time takes messages out.
 *
 * <p>How much gathers here is bounded by the stream's flow-control window: it is given back as
 * messages are taken, and while none is left, as the parts of the next one arrive.
 */
final class Incoming {
  /** What arrived is no valid message; the call cannot go on. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    MalformedException(Status status) {
      super(status.getDescription(), status.getCause(), false, false);
      this.status = status;
    }

    Status status() {
      return status;
    }
  }

  private static final int PREFIX_BYTES = Outgoing.PREFIX_BYTES;

  /** A write that everybody sees costs more than all else here: so not for each message. */
  private static final int CREDIT_STEP_BYTES = 8192;

  private final StatsTraceContext stats;
  private final boolean traced;
  private final Deframer deframer;
  private int maxMessageBytes;
  private Decompressor decompressor = Codec.Identity.NONE;

  /** How many bytes of whole messages have arrived; written by the event loop only. */
  private volatile long whole;

  /** Why no message follows those; written by the event loop only, after the above. */
  private volatile @Nullable Status malformed;

  /** How many bytes have arrived in all; written by the event loop only, after the above. */
  private volatile long received;

  /** How many bytes the receiver is done with, more or less; written by the receiver only. */
  private volatile long credit;

  private Segment head = new Segment(Segment.NO_BYTES, 0);
  private int headOffset;
  private long taken;
  private long known;
  private int messages;
  private boolean failed;

  /** The message that {@link #advance} found. */
  private int start;

  private int length;
  private boolean compressed;

  Incoming(StatsTraceContext stats, boolean traced, int maxMessageBytes) {
    this.stats = stats;
    this.traced = traced;
    this.maxMessageBytes = maxMessageBytes;
    this.deframer = new Deframer(head, maxMessageBytes);
  }

  /** Before anything arrives. */
  void setMaxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
    deframer.setMaxMessageBytes(bytes);
  }

  void setDecompressor(Decompressor decompressor) {
    this.decompressor = decompressor;
  }

  /**
   * Appends a copy of what arrived; event loop.
   *
   * @return whether there is more for the receiver to find, which a part of a message is not
   */
  boolean append(ByteBuf data) {
    deframer.append(data);
    boolean more = false;
    if (deframer.ended() != whole) {
      whole = deframer.ended();
      more = true;
    }
    if (deframer.malformed() != null && malformed == null) {
      malformed = deframer.malformed();
      more = true;
    }
    received = deframer.arrived();
    return more;
  }

  /** Whether there has been anything for the receiver to find. */
  boolean hasArrived() {
    return whole != 0 || malformed != null;
  }

  /**
   * How many bytes may be given back to the peer's window in all, at least; any thread. While the
   * receiver waits, that includes the message that is yet to become whole.
   */
  long credit() {
    long all = received;
    long done = credit;
    return done == whole ? Math.max(done, all) : done;
  }

  boolean isTraced() {
    return traced;
  }

  /** Whether bytes of an unfinished message are left; receiver, once it finds no more. */
  boolean hasPartialMessage() {
    return taken != received;
  }

  int messages() {
    return messages;
  }

  /** Whether {@link #advance} would find a message, without taking it; receiver. */
  boolean hasMessage() throws MalformedException {
    return taken != known || hasMore();
  }

  private boolean hasMore() throws MalformedException {
    if (failed) {
      return false;
    }
    Status error = malformed;
    known = whole;
    if (taken != known) {
      return true;
    }
    if (credit != taken) {
      credit = taken;
    }
    if (error != null) {
      throw failed(error);
    }
    return false;
  }

  /** No message is found from here on. */
  private MalformedException failed(Status status) {
    failed = true;
    known = taken;
    return new MalformedException(status);
  }

  /**
   * Takes the next message; receiver.
   *
   * @return whether there is one: {@link #take} or {@link #array}, {@link #start} and {@link
   *     #length} then give it
   * @throws MalformedException once, if what arrived is no valid message
   */
  boolean advance() throws MalformedException {
    if (!hasMessage()) {
      return false;
    }
    while (headOffset == head.used) {
      nextSegment();
    }
    byte[] bytes = head.bytes;
    int at = headOffset;
    compressed = bytes[at] == 1;
    length = Deframer.lengthAt(bytes, at);
    start = at + PREFIX_BYTES;
    headOffset = start + length;
    taken += PREFIX_BYTES + length;
    if (taken - credit >= CREDIT_STEP_BYTES) {
      credit = taken;
    }
    return true;
  }

  private void nextSegment() {
    Segment next = head.next();
    if (next == null) {
      throw new AssertionError("fewer messages are linked than were received");
    }
    head = next;
    headOffset = 0;
  }

  byte[] array() {
    return head.bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /** Whether the message that was found is to be had as a slice of an array. */
  boolean isPlain() {
    return !compressed;
  }

  /** Takes the message that {@link #advance} found, decompressed if need be. */
  InputStream take() throws MalformedException {
    if (!compressed) {
      counted(length);
      return new ReceivedMessage(head.bytes, start, length);
    }
    if (decompressor.equals(Codec.Identity.NONE)) {
      throw failed(
          Status.INTERNAL.withDescription(
              "Can't decode compressed gRPC message as compression not configured"));
    }
    byte[] plain = decompress();
    counted(plain.length);
    return new ReceivedMessage(plain, 0, plain.length);
  }

  private byte[] decompress() throws MalformedException {
    try (InputStream in =
        decompressor.decompress(new ByteArrayInputStream(head.bytes, start, length))) {
      byte[] plain = in.readNBytes(maxMessageBytes);
      if (plain.length == maxMessageBytes && in.read() >= 0) {
        throw failed(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "Decompressed gRPC message exceeds maximum size " + maxMessageBytes));
      }
      return plain;
    } catch (IOException e) {
      throw failed(
          Status.INTERNAL
              .withDescription("A compressed gRPC message could not be decompressed")
              .withCause(e));
    }
  }

  /** Counts the message that was taken; done by {@link #take} for what it returns. */
  void counted(int uncompressed) {
    if (traced) {
      stats.inboundMessage(messages);
      stats.inboundMessageRead(messages, length, uncompressed);
      stats.inboundWireSize(length);
      stats.inboundUncompressedSize(uncompressed);
    }
    messages++;
  }
}
