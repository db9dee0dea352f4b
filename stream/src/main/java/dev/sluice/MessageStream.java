package dev.sluice;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out, as {@link ArrayMarshaller#stream} makes it. It is serialized only when
 * it is read: by {@link #writeTo} straight into an array of the reader's; in any other way that a
 * stream can be read as well.
 *
 * <p>Not for use by more than one thread at a time.
 *
 * @param <T> the type of the message
 */
public final class MessageStream<T> extends InputStream implements KnownLength, Drainable {
  private final T message;
  private final ArrayMarshaller<T> marshaller;
  private final int end;
  private int position;
  private byte @Nullable [] serialized;

  MessageStream(T message, ArrayMarshaller<T> marshaller) {
    this.message = message;
    this.marshaller = marshaller;
    this.end = marshaller.size(message);
  }

  /**
   * Returns the message, no matter what has been read of it.
   *
   * @return the message
   */
  public T message() {
    return message;
  }

  /**
   * Returns how many bytes are left to read: those of the whole message, unless some of them have
   * been read.
   *
   * @return the number of bytes that {@link #writeTo} writes
   */
  public int size() {
    return end - position;
  }

  /**
   * Reads all that is left, {@link #size()} bytes, into an array.
   *
   * @param target where to write
   * @param offset the index of the first byte to write; from there on, the array must have room for
   *     {@link #size()} bytes
   * @throws IllegalStateException if the size of the message has changed
   */
  public void writeTo(byte[] target, int offset) {
    take(target, offset, size());
  }

  /**
   * Returns the same as {@link #size()}.
   *
   * @return the number of bytes left
   */
  @Override
  public int available() {
    return size();
  }

  @Override
  public int read() {
    return position == end ? -1 : serialized()[position++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    int count = Math.min(length, size());
    if (count == 0) {
      return length == 0 ? 0 : -1;
    }
    take(target, offset, count);
    return count;
  }

  @Override
  public byte[] readAllBytes() {
    byte[] rest = new byte[size()];
    writeTo(rest, 0);
    return rest;
  }

  @Override
  public long skip(long count) {
    int skipped = Math.clamp(count, 0, size());
    position += skipped;
    return skipped;
  }

  /**
   * Writes all that is left to a stream.
   *
   * @param target where to write
   * @return the number of bytes written
   * @throws IOException if the target throws it
   */
  @Override
  public int drainTo(OutputStream target) throws IOException {
    int count = size();
    if (isUntouched()) {
      marshaller.drain(message, target, count);
    } else if (count > 0) {
      target.write(serialized(), position, count);
    }
    position = end;
    return count;
  }

  private void take(byte[] target, int offset, int count) {
    if (count == end && isUntouched()) {
      marshaller.write(message, target, offset, count);
    } else if (count > 0) {
      System.arraycopy(serialized(), position, target, offset, count);
    }
    position += count;
  }

  private boolean isUntouched() {
    return position == 0 && serialized == null;
  }

  private byte[] serialized() {
    byte[] bytes = serialized;
    if (bytes == null) {
      bytes = new byte[end];
      marshaller.write(message, bytes, 0, end);
      serialized = bytes;
    }
    return bytes;
  }
}
