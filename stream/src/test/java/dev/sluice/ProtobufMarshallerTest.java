package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.UninterpretedOption.NamePart;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufMarshallerTest {
  private static final int SHARING = ProtobufMarshaller.SHARING_SIZE;
  private static final int FILLING = ProtobufMarshaller.FILLING_SIZE;

  private static final ProtobufMarshaller<BytesValue> BYTES =
      ProtobufMarshaller.of(BytesValue.getDefaultInstance());
  private static final ProtobufMarshaller<Struct> STRUCTS =
      ProtobufMarshaller.of(Struct.getDefaultInstance());

  /** How a message may arrive. */
  enum Source {
    ARRAY_BACKED {
      @Override
      InputStream of(byte[] message) {
        return new Slice(message);
      }
    },
    KNOWN_LENGTH {
      @Override
      InputStream of(byte[] message) {
        return new OfKnownLength(message);
      }
    },
    PLAIN {
      @Override
      InputStream of(byte[] message) {
        return new Trickle(message);
      }
    };

    abstract InputStream of(byte[] message);
  }

  private static Stream<Arguments> sourcesAndSizes() {
    return Stream.of(Source.values())
        .flatMap(source ->
            Stream.of(0, 1, FILLING - 10, FILLING, SHARING - 10, SHARING, 100_000)
                .map(bytes -> Arguments.of(source, bytes)));
  }

  @ParameterizedTest
  @MethodSource("sourcesAndSizes")
  void parsesWhatItHasWritten(Source source, int bytes) {
    BytesValue message = bytes(bytes);
    byte[] written = new byte[BYTES.size(message)];
    BYTES.write(message, written, 0, written.length);

    assertThat(written).isEqualTo(message.toByteArray());
    assertThat(BYTES.parse(source.of(written))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void parsesTheStreamOfAMessage(int bytes) {
    assertThat(BYTES.parse(BYTES.stream(bytes(bytes)))).isEqualTo(bytes(bytes));
  }

  @Test
  void parsesOnlyWhatHasNotBeenRead() throws IOException {
    for (Source source : Source.values()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(42);
      BYTES.stream(bytes(100)).drainTo(out);

      InputStream stream = source.of(out.toByteArray());
      assertThat(stream.read()).isEqualTo(42);
      assertThat(BYTES.parse(stream)).as(source.name()).isEqualTo(bytes(100));
    }
  }

  @Test
  void writesBetweenWhatIsThere() {
    ProtobufMarshaller<Int64Value> numbers = ProtobufMarshaller.of(Int64Value.getDefaultInstance());
    Int64Value number = Int64Value.of(300);
    byte[] target = {1, 2, 3, 4, 5};

    assertThat(numbers.size(number)).isEqualTo(3);
    numbers.write(number, target, 1, 3);
    assertThat(target).containsExactly(1, 0x08, 0xac, 0x02, 5);
    assertThat(numbers.read(target, 1, 3)).isEqualTo(number);
  }

  @ParameterizedTest
  @EnumSource
  void malformedBytesAreInternal(Source source) {
    byte[] truncated = Arrays.copyOf(bytes(100).toByteArray(), 50);
    byte[] truncatedBig = Arrays.copyOf(bytes(100_000).toByteArray(), 50_000);
    byte[] endOfAGroup = {0x0c};
    byte[] endOfAGroupBehindMuch = Arrays.copyOf(bytes(SHARING).toByteArray(), SHARING + 5);
    endOfAGroupBehindMuch[SHARING + 3] = 0x0c;

    for (byte[] malformed :
        new byte[][] {truncated, truncatedBig, endOfAGroup, endOfAGroupBehindMuch}) {
      assertMalformed(() -> BYTES.parse(source.of(malformed)));
    }
  }

  @Test
  void textThatIsNotUtf8IsInternal() {
    byte[] notUtf8 = BytesValue.of(ByteString.copyFrom(new byte[] {-1})).toByteArray();

    assertMalformed(() ->
        ProtobufMarshaller.of(StringValue.getDefaultInstance()).read(notUtf8, 0, notUtf8.length));
  }

  @Test
  void aMissingRequiredFieldIsInternal() {
    assertMalformed(
        () -> ProtobufMarshaller.of(NamePart.getDefaultInstance()).read(new byte[0], 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void whatIsNestedTooDeepIsInternal(int padding) {
    // Each level of lists is two of messages, around them the struct, its entry and a value.
    byte[] deep = nested(48, padding);
    assertThat(STRUCTS.read(deep, 0, deep.length).getFieldsOrThrow("padding").getStringValue())
        .hasSize(padding);

    byte[] tooDeep = nested(50, padding);
    assertMalformed(() -> STRUCTS.read(tooDeep, 0, tooDeep.length));
  }

  @Test
  void aStreamThatFailsIsInternal() {
    IOException failure = new IOException("the stream fails");
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw failure;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw failure;
          }
        };

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> BYTES.parse(failing))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
        .withCause(failure);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void aSizeThatIsWrongIsNoticed(int bytes) {
    BytesValue message = bytes(bytes);
    int size = BYTES.size(message);
    byte[] target = new byte[size + 10];

    assertThatIllegalStateException().isThrownBy(() -> BYTES.write(message, target, 5, size - 1));
    assertThat(Arrays.copyOf(target, 5)).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(() -> BYTES.write(message, target, 5, size + 1));

    OutputStream nowhere = OutputStream.nullOutputStream();
    assertThatIllegalStateException().isThrownBy(() -> BYTES.drain(message, nowhere, size - 1));
    assertThatIllegalStateException().isThrownBy(() -> BYTES.drain(message, nowhere, size + 1));
  }

  @ParameterizedTest
  @CsvSource({"8192, 100000", "600, 0", "600, 500"})
  void aMessageThatIsBigOrFillsItsArraySharesIt(int bytes, int spare) {
    assertThat(shares(bytes, spare)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "600, 700", "8000, 9000"})
  void aMessageThatIsSmallForItsArrayDoesNotShareIt(int bytes, int spare) {
    assertThat(shares(bytes, spare)).isFalse();
  }

  /** Whether a message that came in an array with so many bytes to spare goes on using it. */
  private static boolean shares(int bytes, int spare) {
    byte[] message = bytes(bytes).toByteArray();
    byte[] source = Arrays.copyOf(message, message.length + spare);
    ByteString value = BYTES.read(source, 0, message.length).getValue();
    byte last = value.byteAt(bytes - 1);
    source[message.length - 1]++;
    return value.byteAt(bytes - 1) != last;
  }

  @Test
  void knowsItsMessages() {
    assertThat(BYTES.getMessageClass()).isEqualTo(BytesValue.class);
    assertThat(BYTES.getMessagePrototype()).isSameAs(BytesValue.getDefaultInstance());
  }

  private static void assertMalformed(ThrowingCallable parse) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(parse)
        .withMessage("INTERNAL: Invalid protobuf byte sequence")
        .withCauseInstanceOf(InvalidProtocolBufferException.class);
  }

  private static BytesValue bytes(int count) {
    byte[] value = new byte[count];
    for (int i = 0; i < count; i++) {
      value[i] = (byte) (i * 31);
    }
    return BytesValue.of(ByteString.copyFrom(value));
  }

  private static byte[] nested(int lists, int padding) {
    Value value = Value.newBuilder().setBoolValue(true).build();
    for (int i = 0; i < lists; i++) {
      value = Value.newBuilder().setListValue(ListValue.newBuilder().addValues(value)).build();
    }
    return Struct.newBuilder()
        .putFields("nested", value)
        .putFields("padding", Value.newBuilder().setStringValue("x".repeat(padding)).build())
        .build()
        .toByteArray();
  }

  /** Lies in an array between other things. */
  private static final class Slice extends ByteArrayInputStream implements ArrayBacked {
    Slice(byte[] message) {
      super(between(message), 3, message.length);
    }

    private static byte[] between(byte[] message) {
      byte[] array = new byte[message.length + 7];
      Arrays.fill(array, (byte) -1);
      System.arraycopy(message, 0, array, 3, message.length);
      return array;
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

  /** Gives little at a time. */
  private static class Trickle extends FilterInputStream {
    Trickle(byte[] message) {
      super(new ByteArrayInputStream(message));
    }

    @Override
    public int available() throws IOException {
      return 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return super.read(target, offset, Math.min(length, 3));
    }
  }

  private static final class OfKnownLength extends Trickle implements KnownLength {
    OfKnownLength(byte[] message) {
      super(message);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }
}
