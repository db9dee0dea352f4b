package dev.sluice.transport;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Methods whose messages are bytes, as they are. */
final class ByteCalls {
  static final String SERVICE = "test.Bytes";

  static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);
  static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo", MethodType.BIDI_STREAMING);

  /** Sends until it is stopped. */
  static final MethodDescriptor<byte[], byte[]> POUR = method("Pour", MethodType.SERVER_STREAMING);

  /** Receives nothing, and waits until it is cancelled. */
  static final MethodDescriptor<byte[], byte[]> IDLE = method("Idle", MethodType.BIDI_STREAMING);

  /** Ends at once, whatever the client does. */
  static final MethodDescriptor<byte[], byte[]> EARLY = method("Early", MethodType.BIDI_STREAMING);

  private ByteCalls() {}

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    Marshaller<byte[]> marshaller = new Bytes();
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
