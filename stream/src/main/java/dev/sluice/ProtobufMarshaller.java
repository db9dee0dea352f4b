package dev.sluice;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Marshals protobuf messages; what generated code uses. It is the one class here that needs
 * protobuf-java, which is an optional dependency.
 *
 * <p>Messages may be nested 100 levels deep, protobuf's default. Extensions (proto2) are kept as
 * unknown fields.
 *
 * <p>The {@code bytes} fields of a received message of {@value #SHARING_SIZE} bytes or more are
 * parts of the one array that it came in, which saves copying them; those of a message of {@value
 * #FILLING_SIZE} bytes or more, too, if it fills more than half of that array. To keep a small part
 * of a big message for long, copy it: {@code ByteString.copyFrom(part.toByteArray())}.
 *
 * @param <T> the type of the messages
 */
@SuppressWarnings("exports") // transitive, protobuf would be required of those who do without, too
public final class ProtobufMarshaller<T extends MessageLite>
    implements ArrayMarshaller<T>, PrototypeMarshaller<T> {

  /** Smaller messages, in bytes, are cheaper to copy than to keep the whole array for. */
  static final int SHARING_SIZE = 8192;

  /** Smaller messages, in bytes, are cheaper to copy even if they have an array of their own. */
  static final int FILLING_SIZE = 512;

  /** In bytes; protobuf's own default. */
  private static final int DRAIN_BUFFER = 4096;

  private final T defaultInstance;
  private final Parser<T> parser;

  @SuppressWarnings("unchecked")
  private ProtobufMarshaller(T defaultInstance) {
    this.defaultInstance = defaultInstance;
    this.parser = (Parser<T>) defaultInstance.getParserForType();
  }

  /**
   * Makes a marshaller.
   *
   * @param <T> the type of the messages
   * @param defaultInstance the default instance of the type, or any other message of it
   * @return the marshaller
   */
  public static <T extends MessageLite> ProtobufMarshaller<T> of(T defaultInstance) {
    return new ProtobufMarshaller<>(defaultInstance);
  }

  @Override
  public int size(T message) {
    return message.getSerializedSize();
  }

  @Override
  public void write(T message, byte[] target, int offset, int size) {
    CodedOutputStream out = CodedOutputStream.newInstance(target, offset, size);
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw wrongSize(size, e);
    }
    // Below zero if a field was copied past the end, for it looks at the end of the array only.
    if (out.spaceLeft() != 0) {
      throw wrongSize(size, null);
    }
  }

  /** Serializes a big message piece by piece, rather than by way of an array of its size. */
  @Override
  public void drain(T message, OutputStream target, int size) throws IOException {
    if (size <= DRAIN_BUFFER) {
      ArrayMarshaller.super.drain(message, target, size);
      return;
    }
    CodedOutputStream out = CodedOutputStream.newInstance(target, DRAIN_BUFFER);
    message.writeTo(out);
    out.flush();
    if (out.getTotalBytesWritten() != size) {
      throw wrongSize(size, null);
    }
  }

  private static IllegalStateException wrongSize(int size, @Nullable IOException cause) {
    return new IllegalStateException(
        "the message does not serialize to " + size + " bytes, its size when it was sent", cause);
  }

  @Override
  public T read(byte[] source, int offset, int length) {
    try {
      return isToShare(source, length)
          ? parseSharing(source, offset, length)
          : parser.parseFrom(source, offset, length);
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("Invalid protobuf byte sequence")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private static boolean isToShare(byte[] source, int length) {
    return length >= SHARING_SIZE || (length >= FILLING_SIZE && length > source.length / 2);
  }

  private T parseSharing(byte[] source, int offset, int length)
      throws InvalidProtocolBufferException {
    // A plain array is taken for one that may yet be modified, and copied from all the same.
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(source, offset, length).newCodedInput();
    in.enableAliasing(true);
    T message = parser.parseFrom(in);
    in.checkLastTagWas(0);
    return message;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<T> getMessageClass() {
    return (Class<T>) defaultInstance.getClass();
  }

  @Override
  public T getMessagePrototype() {
    return defaultInstance;
  }
}
