package dev.sluice.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A link in a chain of arrays that one thread fills from front to back and another one empties. */
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

  /** How many of the bytes are in use; settled before the next segment is linked. */
  int used;

  private @Nullable Segment next;

  Segment(byte[] bytes, int used) {
    this.bytes = bytes;
    this.used = used;
  }

  @Nullable Segment next() {
    return (Segment) NEXT.getAcquire(this);
  }

  void link(Segment segment) {
    NEXT.setRelease(this, segment);
  }
}
