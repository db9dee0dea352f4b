package dev.sluice;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A marshaller that writes messages into arrays and reads them from arrays. A transport that knows
 * it needs no stream, and no copy, between a message and its own buffers; on any other transport it
 * works as every marshaller does.
 *
 * <p>A message is written when the transport gets to it, which may be later than it was sent, and
 * on another thread: it must not change any more once it is sent. A marshaller may be used by many
 * threads at once.
 *
 * @param <T> the type of the messages
 */
public interface ArrayMarshaller<T> extends Marshaller<T> {
  /**
   * Returns how long a message is when it is serialized.
   *
   * @param message the message
   * @return its size in bytes
   */
  int size(T message);

  /**
   * Serializes a message.
   *
   * @param message the message
   * @param target where to write
   * @param offset the index of the first byte to write; from there on, the array must have room for
   *     {@code size} bytes
   * @param size how many bytes to write: what {@link #size} has just returned for this message
   * @throws IllegalStateException if the message does not serialize to exactly that many bytes;
   *     what the array holds from the offset on is then undefined
   */
  void write(T message, byte[] target, int offset, int size);

  /**
   * Serializes a message to a stream: by way of an array, unless a marshaller knows better.
   *
   * @param message the message
   * @param target where to write
   * @param size how many bytes to write: what {@link #size} has just returned for this message
   * @throws IOException if the target throws it
   * @throws IllegalStateException if the message does not serialize to exactly that many bytes
   */
  default void drain(T message, OutputStream target, int size) throws IOException {
    byte[] bytes = new byte[size];
    write(message, bytes, 0, size);
    target.write(bytes, 0, size);
  }

  /**
   * Parses a message. The message may go on using the array instead of copying from it: nobody may
   * modify these bytes any more.
   *
   * @param source what holds the serialized message
   * @param offset the index of its first byte
   * @param length its size in bytes
   * @return the message
   * @throws io.grpc.StatusRuntimeException with {@code INTERNAL} if the bytes are malformed
   */
  T read(byte[] source, int offset, int length);

  /**
   * Returns a stream of the serialized message, which is not serialized before it is read.
   *
   * @param message the message
   * @return the stream
   */
  @Override
  default MessageStream<T> stream(T message) {
    return new MessageStream<>(message, this);
  }

  /**
   * Parses a message from where it lies if the stream is {@link ArrayBacked}; otherwise reads the
   * stream to its end first.
   *
   * @param stream the serialized message
   * @return the message
   * @throws io.grpc.StatusRuntimeException with {@code INTERNAL} if the bytes are malformed, or the
   *     stream fails
   */
  @Override
  default T parse(InputStream stream) {
    if (stream instanceof ArrayBacked message) {
      return read(message.array(), message.offset(), message.length());
    }
    byte[] bytes;
    try {
      if (stream instanceof KnownLength) {
        bytes = new byte[stream.available()];
        return read(bytes, 0, stream.readNBytes(bytes, 0, bytes.length));
      }
      bytes = stream.readAllBytes();
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("Failed to read a message")
          .withCause(e)
          .asRuntimeException();
    }
    return read(bytes, 0, bytes.length);
  }
}
