package dev.sluice;

import io.grpc.CallOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client's call has sent while it may still be retried, serialized. grpc-java keeps an
 * object or two for each message that it might have to send again, and asks for each whether it is
 * to be kept; it sees only the first message of a replay buffer. Those that follow go to the
 * transport directly, and are kept here. For authors of transports; a call finds it among its
 * options.
 *
 * <p>When the first message arrives at a transport's stream, the stream {@link #attach attaches}
 * itself, and gets all that follow. A retry begins with the first message once more, at another
 * stream, which gets what is kept, too. With hedging, there are several streams at a time.
 */
@SuppressWarnings("ByteBufferBackingArray") // They are allocated here.
public final class ReplayBuffer {
  /** Under which a call puts it among its options. */
  public static final CallOptions.Key<ReplayBuffer> KEY =
      CallOptions.Key.create("dev.sluice.replay-buffer");

  private static final int FIRST_CHUNK_BYTES = 256;
  private static final int MAX_CHUNK_BYTES = 16 * 1024;

  /** Guards everything; taken for a moment, by the sender and by whoever retries. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Kept kept = new Kept();
  private @Nullable Object first;
  private List<MessageSink> attempts = List.of();
  private List<ByteBuffer> chunks = List.of();

  ReplayBuffer() {}

  /**
   * Attaches the stream that a message has just been written to, if it is the first one: from now
   * on the stream gets what is sent, and before that what has been kept. For the thread that has
   * written the message; other messages must not be written to the stream at the same time.
   *
   * @param message the message
   * @param attempt what takes the messages of the stream
   */
  @SuppressWarnings("ReferenceEquality") // An equal message is not the same.
  public void attach(Object message, MessageSink attempt) {
    lock.lock();
    try {
      if (message != first) {
        return;
      }
      List<MessageSink> open = new ArrayList<>(attempts);
      open.removeIf(MessageSink::isClosed);
      open.add(attempt);
      attempts = open;
      for (ByteBuffer chunk : chunks) {
        ByteBuffer left = chunk.duplicate().flip();
        while (left.hasRemaining()) {
          kept.size = left.getInt();
          kept.chunk = left.array();
          kept.offset = left.position();
          attempt.send(kept, kept);
          left.position(left.position() + kept.size);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The sender is about to send its first message, in the usual way. */
  void begin(Object message) {
    lock.lock();
    try {
      first = message;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the first message has arrived at a stream that takes the others, too. */
  boolean hasBegun() {
    lock.lock();
    try {
      return !attempts.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a message, and keeps it. Never blocks.
   *
   * @return the size of the message in bytes
   * @throws RuntimeException if it is too large, or the marshaller throws it; nothing was sent then
   */
  <T> int send(ArrayMarshaller<T> marshaller, T message) {
    int size = marshaller.size(message);
    lock.lock();
    try {
      ByteBuffer chunk = chunkFor(Integer.BYTES + size);
      int start = chunk.position();
      kept.chunk = chunk.array();
      kept.offset = start + Integer.BYTES;
      kept.size = size;
      marshaller.write(message, kept.chunk, kept.offset, size);
      for (MessageSink attempt : attempts) {
        attempt.send(kept, kept);
      }
      chunk.putInt(size).position(kept.offset + size);
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** The call can no more be retried. */
  void drop() {
    lock.lock();
    try {
      first = null;
      attempts = List.of();
      chunks = List.of();
    } finally {
      lock.unlock();
    }
  }

  private ByteBuffer chunkFor(int bytes) {
    ByteBuffer last = chunks.isEmpty() ? null : chunks.getLast();
    if (last != null && last.remaining() >= bytes) {
      return last;
    }
    if (last == null) {
      chunks = new ArrayList<>();
    }
    int usual = last == null ? FIRST_CHUNK_BYTES : Math.min(2 * last.capacity(), MAX_CHUNK_BYTES);
    ByteBuffer next = ByteBuffer.allocate(Math.max(bytes, usual));
    chunks.add(next);
    return next;
  }

  /** A message that is kept, and how a transport gets it. */
  private static final class Kept implements ArrayMarshaller<Kept> {
    private byte[] chunk = {};
    private int offset;
    private int size;

    @Override
    public int size(Kept message) {
      return size;
    }

    @Override
    public void write(Kept message, byte[] target, int offset, int size) {
      System.arraycopy(chunk, this.offset, target, offset, size);
    }

    @Override
    public Kept read(byte[] source, int offset, int length) {
      throw new UnsupportedOperationException("for sending only");
    }
  }
}
