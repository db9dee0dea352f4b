package dev.sluice;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Methods over streams of numbers, without generated code. */
final class Numbers {
  static final String SERVICE = "test.Numbers";

  static final MethodDescriptor<Long, Long> UNARY = method("Unary", MethodType.UNARY);
  static final MethodDescriptor<Long, Long> SERVER = method("Server", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<Long, Long> CLIENT = method("Client", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<Long, Long> BIDI = method("Bidi", MethodType.BIDI_STREAMING);

  /** A number that the marshaller refuses to write. */
  static final long UNWRITABLE = Long.MIN_VALUE;

  private Numbers() {}

  private static MethodDescriptor<Long, Long> method(String name, MethodType type) {
    Marshaller<Long> marshaller = new NumberMarshaller();
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  private static final class NumberMarshaller implements Marshaller<Long> {
    @Override
    public InputStream stream(Long value) {
      if (value == UNWRITABLE) {
        throw new IllegalArgumentException("unwritable");
      }
      return new ByteArrayInputStream(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    @Override
    public Long parse(InputStream stream) {
      try (DataInputStream in = new DataInputStream(stream)) {
        return in.readLong();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
