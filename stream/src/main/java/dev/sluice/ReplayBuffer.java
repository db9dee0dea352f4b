package dev.sluice;

import io.grpc.CallOptions;
import java.io.IOException;
import java.io.OutputStream;
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

  private @Nullable Object first;
  private List<MessageSink> attempts = List.of();
  private List<ByteBuffer> chunks = List.of();
  private int messages;
  private volatile boolean dropped;

  ReplayBuffer() {}

  /**
   * Attaches the stream that a call's first message has just been written to: from now on the
   * stream gets what is sent, and before that what has been kept. Without effect if it is another
   * message, or nothing is kept. For the thread that has written the message; no other may write to
   * the stream until this returns. Waits while a message is being sent.
   *
   * @param message the first message that was written to the stream
   * @param attempt what takes the messages of the stream
   */
  @SuppressWarnings("ReferenceEquality") // An equal message is not the same.
  public void attach(Object message, MessageSink attempt) {
    lock.lock();
    try {
      if (dropped || message != first) {
        return;
      }
      for (ByteBuffer chunk : chunks) {
        ByteBuffer left = chunk.duplicate().flip();
        while (left.hasRemaining()) {
          int size = left.getInt();
          new Kept(left.array(), left.position(), size).sendTo(attempt);
          left.position(left.position() + size);
        }
      }
      List<MessageSink> open = new ArrayList<>(attempts);
      open.removeIf(MessageSink::isClosed);
      open.add(attempt);
      attempts = open;
    } finally {
      leave();
    }
  }

  /** The sender is about to send its first message, in the usual way. */
  void begin(Object message) {
    lock.lock();
    try {
      first = message;
    } finally {
      leave();
    }
  }

  /** Whether the first message has arrived at a stream that takes the others, too. */
  boolean hasBegun() {
    lock.lock();
    try {
      return !attempts.isEmpty();
    } finally {
      leave();
    }
  }

  /** How many messages are kept; for the sender. */
  int messages() {
    return messages;
  }

  /**
   * Keeps a message, and sends it. Waits for nothing but a retry that is just being given what is
   * kept.
   *
   * @return the size of the message in bytes
   * @throws RuntimeException if it is too large, or the marshaller throws it; nothing is kept or
   *     sent then
   */
  <T> int send(ArrayMarshaller<T> marshaller, T message) {
    int size = marshaller.size(message);
    lock.lock();
    try {
      for (MessageSink attempt : attempts) {
        attempt.checkSize(size);
      }
      ByteBuffer chunk = chunkFor(Integer.BYTES + size);
      int start = chunk.position() + Integer.BYTES;
      Kept kept = new Kept(chunk.array(), start, size);
      marshaller.write(message, kept.chunk, start, size);
      // Kept before it is sent: a stream that fails meanwhile may be followed by another at once.
      chunk.putInt(size).position(start + size);
      messages++;
      for (MessageSink attempt : attempts) {
        kept.sendTo(attempt);
      }
      return size;
    } finally {
      leave();
    }
  }

  /**
   * Nothing is needed any more: the call has ended or can no more be retried, or grpc-java keeps
   * all messages. Never blocks; any thread.
   */
  void drop() {
    dropped = true;
    clearIfDropped();
  }

  private void leave() {
    lock.unlock();
    clearIfDropped();
  }

  /** If somebody else has the lock, that thread does so when it leaves. */
  private void clearIfDropped() {
    if (dropped && lock.tryLock()) {
      try {
        first = null;
        attempts = List.of();
        chunks = List.of();
      } finally {
        lock.unlock();
      }
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
    ByteBuffer next = ByteBuffer.allocate(bytes > usual / 2 ? bytes : usual);
    chunks.add(next);
    return next;
  }

  /** A message that is kept, and how a transport gets it. */
  private static final class Kept implements ArrayMarshaller<Kept> {
    private final byte[] chunk;
    private final int offset;
    private final int size;

    Kept(byte[] chunk, int offset, int size) {
      this.chunk = chunk;
      this.offset = offset;
      this.size = size;
    }

    void sendTo(MessageSink attempt) {
      attempt.send(this, this);
    }

    @Override
    public int size(Kept message) {
      return size;
    }

    @Override
    public void write(Kept message, byte[] target, int at, int size) {
      System.arraycopy(chunk, offset, target, at, size);
    }

    @Override
    public void drain(Kept message, OutputStream target, int size) throws IOException {
      target.write(chunk, offset, size);
    }

    @Override
    public Kept read(byte[] source, int offset, int length) {
      throw new UnsupportedOperationException("for sending only");
    }
  }
}
