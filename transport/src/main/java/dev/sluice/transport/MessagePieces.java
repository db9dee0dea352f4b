package dev.sluice.transport;

import io.netty.buffer.ByteBufAllocator;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/**
 * One message while it is serialized piece by piece, as it is large, or nobody knows how large it
 * will be. Large pieces go where the socket can take them from, which saves a copy. Unless the
 * message is appended to others in the end, it is to be dropped.
 */
final class MessagePieces extends OutputStream {
  /** From here on, a buffer for a message costs less than a copy of it. */
  static final int LARGE_BYTES = 32 * 1024;

  private static final int MIN_PIECE_BYTES = 64;
  private static final int MAX_PIECE_BYTES = 256 * 1024;

  private final ByteBufAllocator allocator;
  private final LongConsumer check;
  private final int expected;
  private final Segment first;
  private Segment last;
  private long size;
  private boolean taken;

  /**
   * @param expected how long the message will probably be
   * @param check throws what is to be thrown if the message is so long
   */
  MessagePieces(ByteBufAllocator allocator, int expected, LongConsumer check) {
    this.allocator = allocator;
    this.check = check;
    this.expected = expected;
    first = piece(Outgoing.PREFIX_BYTES + (long) expected);
    first.append(new byte[Outgoing.PREFIX_BYTES], 0, Outgoing.PREFIX_BYTES);
    last = first;
  }

  private Segment piece(long bytes) {
    int room = Math.clamp(bytes, MIN_PIECE_BYTES, MAX_PIECE_BYTES);
    return size + room < LARGE_BYTES
        ? new Segment(new byte[room], 0)
        : new Segment(allocator.directBuffer(room));
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    if (taken) {
      throw new IllegalStateException("the message has been sent");
    }
    check.accept(size + length);
    int at = offset;
    int left = length;
    while (left > 0) {
      int room = last.room();
      if (room == 0) {
        // Of a message that is longer than was expected, there may be as much again.
        Segment more = piece(Math.max(left, expected > size ? expected - size : size));
        last.link(more);
        last = more;
        continue;
      }
      int part = Math.min(room, left);
      last.append(source, at, part);
      at += part;
      left -= part;
      size += part;
    }
  }

  /** How many bytes there are by now, without the prefix. */
  long size() {
    return size;
  }

  /** Puts the message behind a segment, and returns its last one; the pieces are no more ours. */
  Segment appendTo(Segment tail, boolean compressed) {
    taken = true;
    Outgoing.setPrefix(first, compressed, (int) size);
    tail.link(first);
    return last;
  }

  @Override
  public void close() {
    // A compressor closes it when it is done with the message.
  }

  /** Drops the message, unless it has been appended. */
  void drop() {
    if (taken) {
      return;
    }
    Segment piece = first;
    while (piece != null) {
      piece.release();
      piece = piece.next();
    }
  }
}
