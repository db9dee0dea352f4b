package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that is serialized when it is read, in whichever way. */
class MessageStreamTest {
  private static final ProtobufMarshaller<BytesValue> MARSHALLER =
      ProtobufMarshaller.of(BytesValue.getDefaultInstance());

  /** Ways to read what is left of a stream. */
  enum Way {
    WRITE_TO_ARRAY {
      @Override
      byte[] rest(MessageStream<?> stream) {
        byte[] bytes = new byte[stream.size() + 20];
        stream.writeTo(bytes, 10);
        assertThat(Arrays.copyOf(bytes, 10)).containsOnly(0);
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 10, bytes.length)).containsOnly(0);
        return Arrays.copyOfRange(bytes, 10, bytes.length - 10);
      }
    },
    DRAIN {
      @Override
      byte[] rest(MessageStream<?> stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = stream.size();
        assertThat(stream.drainTo(out)).isEqualTo(size);
        return out.toByteArray();
      }
    },
    TRANSFER {
      @Override
      byte[] rest(MessageStream<?> stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.transferTo(out);
        return out.toByteArray();
      }
    },
    ALL_BYTES {
      @Override
      byte[] rest(MessageStream<?> stream) {
        return stream.readAllBytes();
      }
    },
    BYTE_BY_BYTE {
      @Override
      byte[] rest(MessageStream<?> stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int next = stream.read(); next != -1; next = stream.read()) {
          out.write(next);
        }
        return out.toByteArray();
      }
    },
    IN_PIECES {
      @Override
      byte[] rest(MessageStream<?> stream) {
        return inPiecesOf(7, stream);
      }
    },
    IN_A_PIECE_THAT_IS_TOO_BIG {
      @Override
      byte[] rest(MessageStream<?> stream) {
        return inPiecesOf(stream.size() + 9, stream);
      }
    };

    abstract byte[] rest(MessageStream<?> stream) throws IOException;

    private static byte[] inPiecesOf(int size, MessageStream<?> stream) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] piece = new byte[size + 3];
      for (int n = stream.read(piece, 2, size); n != -1; n = stream.read(piece, 2, size)) {
        out.write(piece, 2, n);
      }
      return out.toByteArray();
    }
  }

  private static Stream<Arguments> waysAndSizes() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(0, 1, 500, 5_000, 20_000).map(bytes -> Arguments.of(way, bytes)));
  }

  @ParameterizedTest
  @MethodSource("waysAndSizes")
  void everyWayOfReadingGivesTheWholeMessage(Way way, int bytes) throws IOException {
    BytesValue message = message(bytes);
    MessageStream<BytesValue> stream = MARSHALLER.stream(message);

    assertThat(stream.size()).isEqualTo(message.getSerializedSize());
    assertThat(stream.available()).isEqualTo(message.getSerializedSize());
    assertThat(way.rest(stream)).isEqualTo(message.toByteArray());
    assertIsAtItsEnd(stream);
  }

  @ParameterizedTest
  @MethodSource("waysAndSizes")
  void everyWayOfReadingGoesOnWhereTheLastOneStopped(Way way, int bytes) throws IOException {
    byte[] serialized = message(bytes).toByteArray();
    MessageStream<BytesValue> stream = MARSHALLER.stream(message(bytes));
    int skipped = Math.min(1, serialized.length);
    int read = Math.min(1, serialized.length - skipped);

    assertThat(stream.skip(skipped)).isEqualTo(skipped);
    assertThat(stream.readNBytes(read)).hasSize(read);
    assertThat(stream.size()).isEqualTo(serialized.length - skipped - read);
    assertThat(stream.available()).isEqualTo(serialized.length - skipped - read);
    assertThat(way.rest(stream))
        .isEqualTo(Arrays.copyOfRange(serialized, skipped + read, serialized.length));
    assertIsAtItsEnd(stream);
  }

  @ParameterizedTest
  @EnumSource
  void aMessageIsSerializedOnlyWhenItIsRead(Way way) throws IOException {
    Counting marshaller = new Counting();
    MessageStream<String> stream = marshaller.stream("abc");
    assertThat(stream.size()).isEqualTo(3);
    assertThat(stream.available()).isEqualTo(3);
    assertThat(stream.message()).isEqualTo("abc");
    assertThat(stream.skip(0)).isZero();
    assertThat(marshaller.written).isZero();

    assertThat(way.rest(stream)).containsExactly('a', 'b', 'c');
    assertIsAtItsEnd(stream);
    assertThat(marshaller.written).isEqualTo(1);
    assertThat(marshaller.sized).isEqualTo(1);
    assertThat(stream.message()).isEqualTo("abc");
  }

  @Test
  void skippingStaysWithinTheMessage() {
    MessageStream<String> stream = new Counting().stream("abc");

    assertThat(stream.skip(-1)).isZero();
    assertThat(stream.skip(1)).isEqualTo(1);
    assertThat(stream.read()).isEqualTo('b');
    assertThat(stream.skip(Long.MAX_VALUE)).isEqualTo(1);
    assertIsAtItsEnd(stream);
  }

  @Test
  void anArrayThatIsTooSmallIsRefused() {
    MessageStream<String> stream = new Counting().stream("abc");

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> stream.read(new byte[3], 1, 3));
    assertThat(stream.readAllBytes()).containsExactly('a', 'b', 'c');
  }

  private static void assertIsAtItsEnd(MessageStream<?> stream) {
    assertThat(stream.size()).isZero();
    assertThat(stream.available()).isZero();
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(-1);
    assertThat(stream.read(new byte[1], 0, 0)).isZero();
    assertThat(stream.readAllBytes()).isEmpty();
    assertThat(stream.skip(1)).isZero();
  }

  private static BytesValue message(int bytes) {
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      value[i] = (byte) (i * 31);
    }
    return BytesValue.of(ByteString.copyFrom(value));
  }

  /** Marshals texts without what protobuf remembers by itself, and counts. */
  private static final class Counting implements ArrayMarshaller<String> {
    private int sized;
    private int written;

    @Override
    public int size(String message) {
      sized++;
      return message.length();
    }

    @Override
    public void write(String message, byte[] target, int offset, int size) {
      written++;
      for (int i = 0; i < size; i++) {
        target[offset + i] = (byte) message.charAt(i);
      }
    }

    @Override
    public String read(byte[] source, int offset, int length) {
      throw new UnsupportedOperationException();
    }
  }
}
