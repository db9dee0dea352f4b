package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
  @Test
  void readsLinesToTheEnd() {
    assertThat(linesOf(input("a\n\nbc\r\nü"))).containsExactly("a", "", "bc\r", "ü");
    assertThat(linesOf(input("a\n"))).containsExactly("a");
    assertThat(linesOf(input("\n"))).containsExactly("");
    assertThat(linesOf(input(""))).isEmpty();
  }

  @Test
  void joinsLinesThatComeInPieces() {
    InputStream pieces =
        new SequenceInputStream(
            input("one\ntw"), new SequenceInputStream(input("o"), input("\nthree\n")));

    assertThat(linesOf(pieces)).containsExactly("one", "two", "three");
  }

  @Test
  void readsManyLines() {
    List<String> lines = IntStream.range(0, 200_000).mapToObj(Integer::toString).toList();

    assertThat(linesOf(input(String.join("\n", lines)))).isEqualTo(lines);
  }

  @Test
  void readsNoMoreThanABoundedPieceAhead() {
    AtomicLong read = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read byte by byte");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            bytes[offset] = '\n';
            read.incrementAndGet();
            return 1;
          }
        };
    LineReader reader = new LineReader(endless).start();

    await().until(() -> read.get() >= 4);
    for (int line = 1; line <= 100; line++) {
      assertThat(reader.next()).isEmpty();
      assertThat(read.get()).isLessThanOrEqualTo(line + 6);
    }
    reader.stop();
    assertThat(reader.next()).isNull();
  }

  @Test
  void stopWakesWhoeverWaits() {
    Typed in = new Typed();
    LineReader reader = new LineReader(in).start();
    CompletableFuture<String> line = CompletableFuture.supplyAsync(reader::next);
    in.type("no end");

    reader.stop();

    assertThat(line.join()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void interruptEndsTheWait() {
    LineReader reader = new LineReader(new Typed()).start();

    Thread.currentThread().interrupt();

    assertThat(reader.next()).isNull();
    assertThat(Thread.interrupted()).isTrue();
    reader.stop();
  }

  @Test
  void failureComesAfterTheLinesBeforeIt() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read byte by byte");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    LineReader reader = new LineReader(new SequenceInputStream(input("1\n"), broken)).start();

    assertThat(reader.next()).isEqualTo("1");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(reader::next)
        .withMessage("cannot read standard input: Input/output error");
  }

  @Test
  void lineIsBounded() {
    LineReader reader =
        new LineReader(input("1\n" + "2".repeat(4_096) + "\n" + "3".repeat(4_097))).start();
    reader.next();

    assertThat(reader.next()).hasSize(4_096);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(reader::next)
        .withMessage("line 3 has more than 4096 bytes");
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static List<String> linesOf(InputStream in) {
    LineReader reader = new LineReader(in).start();
    List<String> lines = new ArrayList<>();
    for (String line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
      assertThat(reader.lineNumber()).isEqualTo(lines.size());
    }
    return lines;
  }
}
