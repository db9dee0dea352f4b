package dev.sluice.transport;

import dev.sluice.ArrayMarshaller;
import dev.sluice.MessageStream;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.Drainable;
import io.grpc.Status;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The messages of a stream that wait to be written: the sending thread serializes them one behind
 * the other (gRPC over HTTP2, "Length-Prefixed-Message"), and the event loop takes whatever has
 * gathered.
 *
 * <p>One thread sends at a time, as grpc-java demands of its callers. Neither side ever waits for
 * the other: what is published is never written to again.
 */
final class Outgoing {
  /** A flag and four bytes of length stand before each message. */
  static final int PREFIX_BYTES = 5;

  private static final int FIRST_SEGMENT_BYTES = 64;
  private static final int MAX_SEGMENT_BYTES = 32 * 1024;

  /** So much is copied at a time for the socket. */
  private static final int COPIED_BYTES = 64 * 1024;

  /** How much is expected of a compressed message, of which nobody can know. */
  private static final int COMPRESSED_BYTES = 1024;

  private static final VarHandle MESSAGES;

  static {
    try {
      MESSAGES = MethodHandles.lookup().findVarHandle(Outgoing.class, "messages", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ByteBufAllocator allocator;
  private final StatsTraceContext stats;
  private final boolean traced;
  private final SendBuffer buffer;

  private Compressor compressor = Codec.Identity.NONE;
  private boolean compress = true;
  private int maxMessageBytes = Integer.MAX_VALUE;

  private Segment tail = new Segment(Segment.NO_BYTES, 0);
  private int messages;
  private long sent;

  private Segment head = tail;
  private int headOffset;
  private long taken;

  /**
   * @param allocator where buffers for large messages come from
   * @param traced whether somebody wants to hear of each message
   */
  Outgoing(ByteBufAllocator allocator, StatsTraceContext stats, boolean traced, SendBuffer buffer) {
    this.allocator = allocator;
    this.stats = stats;
    this.traced = traced;
    this.buffer = buffer;
  }

  void setCompressor(Compressor compressor) {
    this.compressor = compressor;
  }

  void setMessageCompression(boolean enabled) {
    compress = enabled;
  }

  void setMaxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
  }

  void setReadyThresholdBytes(int bytes) {
    buffer.fixThreshold(bytes);
  }

  /** Whether a sender may send; any thread. */
  boolean isReady() {
    return buffer.isReady();
  }

  /** How many messages have been sent; any thread. What was done to send them happened before. */
  int messages() {
    return (int) MESSAGES.getAcquire(this);
  }

  /** Whether a message that is sent now is to be compressed. */
  boolean isCompressing() {
    return compress && !compressor.equals(Codec.Identity.NONE);
  }

  /**
   * Serializes a message, and closes it.
   *
   * @throws io.grpc.StatusRuntimeException if it is too large, or cannot be serialized
   */
  void write(InputStream message) {
    if (message instanceof MessageStream<?> known && !isCompressing()) {
      write(known);
    } else {
      try (message) {
        writeInPieces(message);
      } catch (IOException e) {
        throw notFramed(e);
      }
    }
  }

  private void write(MessageStream<?> message) {
    int size = message.size();
    checkSize(size);
    if (size >= MessagePieces.LARGE_BYTES) {
      try {
        writeInPieces(message);
      } catch (IOException e) {
        throw notFramed(e);
      }
      return;
    }
    Segment segment = prepare(size);
    message.writeTo(segment.bytes, segment.used + PREFIX_BYTES);
    finish(segment, size);
  }

  /**
   * Serializes a message that is not to be compressed.
   *
   * @throws io.grpc.StatusRuntimeException if it is too large
   */
  <T> void write(ArrayMarshaller<T> marshaller, T message) {
    int size = marshaller.size(message);
    checkSize(size);
    if (size >= MessagePieces.LARGE_BYTES) {
      write(marshaller.stream(message));
      return;
    }
    Segment segment = prepare(size);
    marshaller.write(message, segment.bytes, segment.used + PREFIX_BYTES, size);
    finish(segment, size);
  }

  private static RuntimeException notFramed(IOException cause) {
    return Status.INTERNAL
        .withDescription("Failed to frame message")
        .withCause(cause)
        .asRuntimeException();
  }

  /** Makes room for a message, and writes its prefix. */
  private Segment prepare(int size) {
    Segment segment = reserve(PREFIX_BYTES + size);
    putPrefix(segment.bytes, segment.used, false, size);
    return segment;
  }

  private void finish(Segment segment, int size) {
    tell(size, size);
    segment.used += PREFIX_BYTES + size;
    published(PREFIX_BYTES + size);
  }

  private void writeInPieces(InputStream message) throws IOException {
    boolean compressed = isCompressing();
    int size = message.available();
    int expected = compressed ? Math.min(size, COMPRESSED_BYTES) : size;
    MessagePieces pieces = new MessagePieces(allocator, expected, this::checkSize);
    try {
      if (compressed) {
        CountingStream out = new CountingStream(compressor.compress(pieces));
        try (out) {
          copy(message, out);
        }
        publish(pieces, true, out.count);
      } else {
        copy(message, pieces);
        publish(pieces, false, pieces.size());
      }
    } finally {
      pieces.drop();
    }
  }

  private void publish(MessagePieces pieces, boolean compressed, long uncompressed) {
    int size = (int) pieces.size();
    tell(size, uncompressed);
    tail = pieces.appendTo(tail, compressed);
    published(PREFIX_BYTES + size);
  }

  private static void copy(InputStream message, OutputStream out) throws IOException {
    if (message instanceof Drainable drainable) {
      drainable.drainTo(out);
    } else {
      message.transferTo(out);
    }
  }

  void checkSize(long size) {
    if (size > Math.min(maxMessageBytes, Integer.MAX_VALUE - PREFIX_BYTES)) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("message too large " + size + " > " + maxMessageBytes)
          .asRuntimeException();
    }
  }

  private Segment reserve(int bytes) {
    Segment segment = tail;
    if (segment.bytes.length - segment.used < bytes) {
      segment = new Segment(new byte[Math.max(bytes, nextSize(segment))], 0);
      tail.link(segment);
      tail = segment;
    }
    return segment;
  }

  private static int nextSize(Segment last) {
    return Math.clamp(2L * last.bytes.length, FIRST_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
  }

  private static void putPrefix(byte[] bytes, int at, boolean compressed, int size) {
    bytes[at] = (byte) (compressed ? 1 : 0);
    bytes[at + 1] = (byte) (size >>> 24);
    bytes[at + 2] = (byte) (size >>> 16);
    bytes[at + 3] = (byte) (size >>> 8);
    bytes[at + 4] = (byte) size;
  }

  /** Writes the prefix of the message with which a segment begins. */
  static void setPrefix(Segment first, boolean compressed, int size) {
    if (first.buffer == null) {
      putPrefix(first.bytes, 0, compressed, size);
    } else {
      first.buffer.setByte(0, compressed ? 1 : 0).setInt(1, size);
    }
  }

  /** Before the message is linked: what a tracer throws must not leave half of it behind. */
  private void tell(int wireSize, long uncompressedBytes) {
    if (traced) {
      stats.outboundMessage(messages);
      stats.outboundUncompressedSize(uncompressedBytes);
      stats.outboundWireSize(wireSize);
      stats.outboundMessageSent(messages, wireSize, uncompressedBytes);
    }
  }

  private void published(int wireBytes) {
    sent += wireBytes;
    buffer.publish(sent);
    MESSAGES.setRelease(this, messages + 1);
  }

  /** Whether nothing has gathered that could be taken; whoever may take. */
  boolean isEmpty() {
    return buffer.published() == taken;
  }

  /**
   * Takes what has gathered, or a part of it; to be repeated until it is {@link #isEmpty empty}.
   * Event loop.
   *
   * @return a buffer for the caller to release
   */
  ByteBuf take() {
    long left = buffer.published() - taken;
    if (taken == buffer.written()) {
      buffer.kept(left);
    }
    int first = (int) Math.min(COPIED_BYTES, available(left));
    ByteBuf large = head.buffer;
    if (large != null) {
      skip(large.readableBytes());
      return large;
    }
    Segment next = head.next();
    boolean isLast = next == null || next.buffer != null;
    ByteBuf copy = allocator.directBuffer(isLast ? first : (int) Math.min(COPIED_BYTES, left));
    while (left > 0 && copy.isWritable()) {
      int part = (int) Math.min(copy.writableBytes(), available(left));
      if (head.buffer != null) {
        break;
      }
      copy.writeBytes(head.bytes, headOffset, part);
      skip(part);
      left -= part;
    }
    return copy;
  }

  /** How many published bytes follow in the first segment that has any. */
  private long available(long left) {
    while (true) {
      Segment next = head.next();
      if (next == null) {
        return left;
      }
      int rest = head.used - headOffset;
      if (rest > 0) {
        return Math.min(left, rest);
      }
      head = next;
      headOffset = 0;
    }
  }

  /**
   * How many bytes have gathered, or 0 if they are more than that, or if others that were taken
   * before are still on their way to the socket; whoever may take.
   */
  int pending(int most) {
    long count = buffer.published() - taken;
    return count > most || buffer.written() != taken ? 0 : (int) count;
  }

  /** Copies what has gathered, without taking it; whoever may take. */
  void peek(ByteBuffer target) {
    Segment segment = head;
    int offset = headOffset;
    while (target.hasRemaining()) {
      Segment next = segment.next();
      int here = next == null ? target.remaining() : segment.used - offset;
      int part = Math.min(here, target.remaining());
      if (part > 0) { // Of a segment that has been emptied, the buffer is gone.
        segment.copyTo(target, offset, part);
        offset += part;
      }
      if (target.hasRemaining() && next != null) {
        segment = next;
        offset = 0;
      }
    }
  }

  /** Takes what has been copied; whoever may take. */
  void skipPending(long bytes) {
    long left = bytes;
    while (left > 0) {
      int part = (int) available(left);
      skip(part);
      head.release();
      left -= part;
    }
  }

  private void skip(int bytes) {
    headOffset += bytes;
    taken += bytes;
  }

  /** Drops what has gathered; event loop. */
  void discard() {
    skipPending(buffer.published() - taken);
    buffer.written(taken - buffer.written());
  }

  /**
   * The transport is done with some bytes; event loop.
   *
   * @return whether somebody waits to be told that the stream is ready again
   */
  boolean written(long bytes) {
    return buffer.written(bytes);
  }

  private static final class CountingStream extends java.io.FilterOutputStream {
    private long count;

    CountingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
