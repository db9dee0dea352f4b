package dev.sluice.transport;

import com.google.common.primitives.Ints;
import dev.sluice.ArrayMarshaller;
import dev.sluice.MessageStream;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.atomic.AtomicInteger;

/** Four bytes, but for two numbers: one has none, and one is larger than all. */
final class IntegerMarshaller implements ArrayMarshaller<Integer> {
  static final int OUTSIZED = -1;
  static final int EMPTY = -2;

  /** How many messages have gone through grpc-java's call. */
  final AtomicInteger streamed = new AtomicInteger();

  /** A method of the service "test.Numbers". */
  MethodDescriptor<Integer, Integer> method(MethodType type, String name) {
    return MethodDescriptor.newBuilder(this, this)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Numbers", name))
        .build();
  }

  /** The service, with nothing but this method. */
  static ServerServiceDefinition serve(
      MethodDescriptor<Integer, Integer> method, ServerCallHandler<Integer, Integer> handler) {
    return ServerServiceDefinition.builder("test.Numbers").addMethod(method, handler).build();
  }

  @Override
  public int size(Integer message) {
    return message == OUTSIZED ? 8 * 1024 * 1024 : message == EMPTY ? 0 : 4;
  }

  @Override
  public void write(Integer message, byte[] target, int offset, int size) {
    System.arraycopy(Ints.toByteArray(message), 0, target, offset, Math.min(4, size));
  }

  @Override
  public Integer read(byte[] source, int offset, int length) {
    return length == 0
        ? EMPTY
        : Ints.fromBytes(
            source[offset], source[offset + 1], source[offset + 2], source[offset + 3]);
  }

  @Override
  public MessageStream<Integer> stream(Integer message) {
    streamed.incrementAndGet();
    return ArrayMarshaller.super.stream(message);
  }
}
