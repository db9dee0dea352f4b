package dev.sluice.transport;

import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ends of messages among the bytes that arrive (gRPC over HTTP2,
 * "Length-Prefixed-Message"), and puts each message into one array: many small ones together, a
 * large one into an array of its size, as its parts arrive. All but the constructor is for the
 * event loop.
 */
final class Deframer {
  private static final int PREFIX_BYTES = Outgoing.PREFIX_BYTES;

  /** Of less, two in a row are reason to expect more of the kind. */
  private static final int SMALL_BYTES = 32;

  private static final int SHARED_BYTES = 512;

  /** From here on, an array of its own for a message costs less than a copy of its bytes. */
  private static final int ALONE_BYTES = 512;

  /** A peer that announces a large message and does not send it costs no more memory. */
  private static final int FIRST_PART_BYTES = 128 * 1024;

  /** How many times as much as has arrived there may be room for. */
  private static final int GROWTH = 16;

  private int maxMessageBytes;

  /** Where whole messages go. */
  private Segment tail;

  /** The message that has begun and not ended, or its prefix as long as that has not. */
  private byte @Nullable [] partial;

  private int partialBytes;

  /** How long the message will be, with its prefix; 0 until that is known. */
  private int partialSize;

  private long arrived;
  private long ended;
  private @Nullable Status malformed;

  Deframer(Segment first, int maxMessageBytes) {
    tail = first;
    this.maxMessageBytes = maxMessageBytes;
  }

  void setMaxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
  }

  /** How many bytes have arrived in all. */
  long arrived() {
    return arrived;
  }

  /** How many of them belong to messages that are whole. */
  long ended() {
    return ended;
  }

  /** Why what follows the whole messages is none, and will never be found to be one. */
  @Nullable Status malformed() {
    return malformed;
  }

  /** Copies what arrived. */
  void append(ByteBuf data) {
    arrived += data.readableBytes();
    while (data.isReadable() && malformed == null) {
      if (partial != null) {
        continuePartial(partial, data);
      } else if (beginsWithWhole(data)) {
        int length = lengthAt(data);
        if (length < ALONE_BYTES) {
          addWhole(data);
        } else {
          addAlone(data, PREFIX_BYTES + length);
        }
      } else {
        partial = new byte[PREFIX_BYTES];
        partialBytes = 0;
        partialSize = 0;
      }
    }
  }

  private static boolean beginsWithWhole(ByteBuf data) {
    int body = data.readableBytes() - PREFIX_BYTES;
    if (body < 0) {
      return false;
    }
    int length = lengthAt(data);
    return length >= 0 && length <= body;
  }

  private static int lengthAt(ByteBuf data) {
    return data.getInt(data.readerIndex() + 1);
  }

  /** Copies more than the whole messages, as nobody knows yet where they end. */
  private void addWhole(ByteBuf data) {
    int count = data.readableBytes();
    Segment segment = room(count);
    int begin = segment.used;
    data.readBytes(segment.bytes, begin, count);
    int end = endOfWhole(segment.bytes, begin, begin + count);
    segment.used = end;
    ended += end - begin;
    data.readerIndex(data.readerIndex() - (begin + count - end));
  }

  /** Whoever parses it may then go on using the array, and keeps nothing else by that. */
  private void addAlone(ByteBuf data, int count) {
    byte[] message = new byte[count];
    data.readBytes(message);
    checkedLength(message, 0);
    if (malformed == null) {
      link(new Segment(message, count));
      ended += count;
    }
  }

  private int endOfWhole(byte[] bytes, int begin, int limit) {
    int at = begin;
    while (limit - at >= PREFIX_BYTES) {
      int length = checkedLength(bytes, at);
      if (malformed != null || limit - at - PREFIX_BYTES < length) {
        break;
      }
      at += PREFIX_BYTES + length;
    }
    return at;
  }

  private void continuePartial(byte[] bytes, ByteBuf data) {
    int count = Math.min(bytes.length - partialBytes, data.readableBytes());
    data.readBytes(bytes, partialBytes, count);
    partialBytes += count;
    if (partialBytes < bytes.length) {
      return;
    }
    if (partialSize == 0) {
      partialSize = PREFIX_BYTES + checkedLength(bytes, 0);
    }
    if (malformed != null) {
      partial = null;
    } else if (partialBytes == partialSize) {
      partial = null;
      addWhole(bytes);
    } else {
      long room = Math.max(FIRST_PART_BYTES, (long) GROWTH * partialBytes);
      partial = Arrays.copyOf(bytes, (int) Math.min(partialSize, room));
    }
  }

  private void addWhole(byte[] message) {
    int count = message.length;
    if (count > SMALL_BYTES && tail.bytes.length - tail.used < count) {
      link(new Segment(message, count));
    } else {
      Segment segment = room(count);
      System.arraycopy(message, 0, segment.bytes, segment.used, count);
      segment.used += count;
    }
    ended += count;
  }

  /** A segment with room for so much: the last one, or a new one. */
  private Segment room(int count) {
    Segment last = tail;
    if (last.bytes.length - last.used < count) {
      // A peer may send single messages: then a segment is for those to come as well.
      boolean small = count < SMALL_BYTES && last.used < SMALL_BYTES && last.used > 0;
      link(new Segment(new byte[small ? SHARED_BYTES : count], 0));
    }
    return tail;
  }

  private void link(Segment segment) {
    tail.link(segment);
    tail = segment;
  }

  /** The length that a prefix says. */
  static int lengthAt(byte[] bytes, int at) {
    return bytes[at + 1] << 24
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 8
        | (bytes[at + 4] & 0xff);
  }

  /** The length that a prefix says; {@link #malformed} if it is none. */
  private int checkedLength(byte[] bytes, int at) {
    int flag = bytes[at];
    int length = lengthAt(bytes, at);
    if ((flag & ~1) != 0) {
      malformed =
          Status.INTERNAL.withDescription("gRPC frame header malformed: reserved bits not zero");
    } else if (length < 0
        || length > maxMessageBytes
        || length > Integer.MAX_VALUE - SHARED_BYTES) {
      malformed =
          Status.RESOURCE_EXHAUSTED.withDescription(
              "gRPC message exceeds maximum size "
                  + maxMessageBytes
                  + ": "
                  + Integer.toUnsignedString(length));
    }
    return length;
  }
}
