package dev.sluice;

import com.google.protobuf.CodedOutputStream;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.BenchSluice;
import dev.sluice.bench.proto.Item;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Messages to bytes and back, by the generated marshaller and by protobuf alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MarshallerBenchmark {
  private final ArrayMarshaller<Item> marshaller =
      (ArrayMarshaller<Item>) BenchSluice.onceMethod().getRequestMarshaller();

  /** The size of a message's payload. */
  @Param({"0", "100", "10000"})
  public int payloadBytes;

  private Item item = Item.getDefaultInstance();
  private byte[] bytes = new byte[0];
  private ArraySink sink = new ArraySink(0);

  /** Makes a message, and room for it. */
  @Setup
  public void setUp() {
    item = Items.item(123_456_789, Items.payload(payloadBytes));
    bytes = item.toByteArray();
    sink = new ArraySink(bytes.length);
  }

  /** Serializes as Sluice's transport does: straight into an array of its own. */
  @Benchmark
  public byte[] serializeIntoArray() throws IOException {
    try (MessageStream<Item> stream = marshaller.stream(fresh())) {
      stream.writeTo(bytes, bytes.length - stream.size());
    }
    return bytes;
  }

  /** Serializes as grpc-java's transports do: asks for a stream and drains it. */
  @Benchmark
  public int serialize() throws IOException {
    try (MessageStream<Item> stream = marshaller.stream(fresh())) {
      return stream.drainTo(sink.reset());
    }
  }

  /** Serializes with nothing around protobuf. */
  @Benchmark
  public byte[] serializeBare() throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fresh().writeTo(out);
    return bytes;
  }

  /** Parses as Sluice's transport does: from the array in which the message arrived. */
  @Benchmark
  public Item parseFromArray() {
    return marshaller.parse(new Slice(bytes));
  }

  /** Parses as grpc-java's transports do: from a stream. */
  @Benchmark
  public Item parse() {
    return marshaller.parse(new Source(bytes));
  }

  /** Parses with nothing around protobuf. */
  @Benchmark
  public Item parseBare() throws IOException {
    return Item.parseFrom(bytes);
  }

  /** A message that does not know its size yet. */
  private Item fresh() {
    return Items.echo(item);
  }

  /** As transports' streams do, it says that its length is known. */
  private static final class Source extends ByteArrayInputStream implements KnownLength {
    Source(byte[] bytes) {
      super(bytes);
    }
  }

  private static final class Slice extends ByteArrayInputStream implements ArrayBacked {
    Slice(byte[] bytes) {
      super(bytes);
    }

    @Override
    public byte[] array() {
      return buf;
    }

    @Override
    public int offset() {
      return pos;
    }

    @Override
    public int length() {
      return available();
    }
  }

  private static final class ArraySink extends OutputStream {
    private final byte[] array;
    private int length;

    ArraySink(int capacity) {
      array = new byte[capacity];
    }

    OutputStream reset() {
      length = 0;
      return this;
    }

    @Override
    public void write(int value) {
      array[length++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      System.arraycopy(source, offset, array, length, count);
      length += count;
    }
  }
}
