package dev.sluice.transport;

import dev.sluice.Handlers;
import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.ServerCallContext;
import dev.sluice.ServiceOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** What is called during the soak; its messages tell where in their stream they belong. */
final class SoakService {
  private static final String NAME = "test.Soak";

  static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);
  static final MethodDescriptor<byte[], byte[]> COUNT =
      method("Count", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<byte[], byte[]> COLLECT =
      method("Collect", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo", MethodType.BIDI_STREAMING);
  static final MethodDescriptor<byte[], byte[]> ECHO_GZIP =
      method("EchoGzip", MethodType.BIDI_STREAMING);

  /** How many handlers run. */
  private final AtomicInteger running = new AtomicInteger();

  int running() {
    return running.get();
  }

  ServerServiceDefinition definition() {
    ServiceOptions options = ServiceOptions.defaults();
    return ServerServiceDefinition.builder(NAME)
        .addMethod(UNARY, Handlers.unary(this::unary, options))
        .addMethod(COUNT, Handlers.serverStreaming(this::count, options))
        .addMethod(COLLECT, Handlers.clientStreaming(this::collect, options))
        .addMethod(ECHO, Handlers.bidiStreaming(this::echo, options))
        .addMethod(ECHO_GZIP, Handlers.bidiStreaming(this::echoGzip, options))
        .build();
  }

  private byte[] unary(byte[] request) {
    running.incrementAndGet();
    try {
      return request;
    } finally {
      running.decrementAndGet();
    }
  }

  private void count(byte[] request, Sender<byte[]> responses) {
    running.incrementAndGet();
    try {
      ByteBuffer wanted = ByteBuffer.wrap(request);
      int count = wanted.getInt();
      int size = wanted.getInt();
      for (int i = 0; i < count && responses.send(message(i, size)); i++) {}
    } finally {
      running.decrementAndGet();
    }
  }

  private byte[] collect(Receiver<byte[]> requests) {
    running.incrementAndGet();
    try {
      int next = 0;
      for (byte[] request : requests) {
        check(request, next++);
      }
      return message(next, Integer.BYTES);
    } finally {
      running.decrementAndGet();
    }
  }

  private void echo(Receiver<byte[]> requests, Sender<byte[]> responses) {
    running.incrementAndGet();
    try {
      int next = 0;
      for (byte[] request : requests) {
        check(request, next++);
        if (!responses.send(request)) {
          return;
        }
      }
    } finally {
      running.decrementAndGet();
    }
  }

  private void echoGzip(Receiver<byte[]> requests, Sender<byte[]> responses) {
    ServerCallContext.current().setCompression("gzip");
    echo(requests, responses);
  }

  /** What {@link #COUNT} is asked. */
  static byte[] countRequest(int count, int size) {
    return ByteBuffer.allocate(2 * Integer.BYTES).putInt(count).putInt(size).array();
  }

  /** The message at a place of its stream. */
  static byte[] message(int place, int size) {
    byte[] bytes = new byte[Math.max(Integer.BYTES, size)];
    Arrays.fill(bytes, filling(place, bytes.length));
    ByteBuffer.wrap(bytes).putInt(place);
    return bytes;
  }

  private static byte filling(int place, int size) {
    return (byte) (31 * place + size);
  }

  /** Fails with DATA_LOSS if a message is not the one of that place, or not whole. */
  static void check(byte[] message, int place) {
    int is = message.length < Integer.BYTES ? -1 : ByteBuffer.wrap(message).getInt();
    if (is != place) {
      throw loss("message " + is + " came instead of " + place);
    }
    byte expected = filling(place, message.length);
    for (int i = Integer.BYTES; i < message.length; i++) {
      if (message[i] != expected) {
        throw loss("message " + place + " is not what was sent");
      }
    }
  }

  static RuntimeException loss(String what) {
    return Status.DATA_LOSS.withDescription(what).asRuntimeException();
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    Marshaller<byte[]> marshaller = new BytesMarshaller();
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
        .build();
  }

  private static final class BytesMarshaller implements Marshaller<byte[]> {
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
