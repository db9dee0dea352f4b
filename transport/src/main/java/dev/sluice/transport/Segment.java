package dev.sluice.transport;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A link in a chain of bytes that one thread fills from front to back and another one empties. They
 * are in an array, or in a buffer that a socket takes as it is.
 */
final class Segment {
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What a chain begins with before there is anything in it. */
  static final byte[] NO_BYTES = {};

  final byte[] bytes;

  /** Where the bytes are if not in the array; whoever empties the chain releases it. */
  final @Nullable ByteBuf buffer;

  /** How many of the bytes are in use; settled before the next segment is linked. */
  int used;

  private @Nullable Segment next;

  Segment(byte[] bytes, int used) {
    this.bytes = bytes;
    this.buffer = null;
    this.used = used;
  }

  /** An empty segment in a buffer. */
  Segment(ByteBuf buffer) {
    this.bytes = NO_BYTES;
    this.buffer = buffer;
  }

  int room() {
    return buffer == null ? bytes.length - used : buffer.writableBytes();
  }

  /** Adds bytes for which there is room. */
  void append(byte[] source, int offset, int count) {
    if (buffer == null) {
      System.arraycopy(source, offset, bytes, used, count);
    } else {
      buffer.writeBytes(source, offset, count);
    }
    used += count;
  }

  void copyTo(ByteBuffer target, int offset, int count) {
    if (buffer == null) {
      target.put(bytes, offset, count);
    } else {
      target.put(buffer.nioBuffer(offset, count));
    }
  }

  void release() {
    if (buffer != null) {
      buffer.release();
    }
  }

  @Nullable Segment next() {
    return (Segment) NEXT.getAcquire(this);
  }

  void link(Segment segment) {
    NEXT.setRelease(this, segment);
  }
}
