package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LineWriterTest {
  private static void never() {
    throw new AssertionError("the output has not failed");
  }

  @Test
  void writesALoneLineAtOnce() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LineWriter writer = new LineWriter(out, LineWriterTest::never).start()) {
      writer.println("ein Stück");

      await().until(() -> out.toString(UTF_8).equals("ein Stück\n"));
    }
  }

  @Test
  void flushAndCloseWaitUntilAllIsWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out, LineWriterTest::never).start();
    writer.println("one");
    writer.flush();
    assertThat(out.toString(UTF_8)).isEqualTo("one\n");

    writer.println("two");
    writer.close();
    assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\n");

    writer.println("three");
    writer.close();
    assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\n");
  }

  @Test
  void linesOfManyThreadsStayWholeAndEachThreadsInOrder() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LineWriter writer = new LineWriter(out, LineWriterTest::never).start()) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String name = "thread-" + t;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int line = 0; line < 2_000; line++) {
                    writer.println(name + " " + line);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(16_000);
    for (int t = 0; t < 8; t++) {
      String name = "thread-" + t + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(name)).toList())
          .isEqualTo(IntStream.range(0, 2_000).mapToObj(line -> name + line).toList());
    }
  }

  @Test
  void gatheredLinesAreWrittenInOneGo() {
    BlockedOutput out = new BlockedOutput();
    try (LineWriter writer = new LineWriter(out, LineWriterTest::never).start()) {
      writer.println("first");
      await().until(() -> out.writes.get() == 1);
      for (int line = 0; line < 1_000; line++) {
        writer.println("line " + line);
      }
      out.open.countDown();
    }
    assertThat(out.writes).hasValue(2);
  }

  @Test
  void slowOutputHoldsUpThoseWhoPrint() throws Exception {
    BlockedOutput out = new BlockedOutput();
    try (LineWriter writer = new LineWriter(out, LineWriterTest::never).start()) {
      AtomicInteger printed = new AtomicInteger();
      Thread printer =
          Thread.ofPlatform()
              .start(() -> {
                for (int line = 0; line < 10_000; line++) {
                  writer.println("0123456789".repeat(10));
                  printed.incrementAndGet();
                }
              });
      await().until(() -> printer.getState() == Thread.State.WAITING);
      assertThat(printed.get()).isLessThan(2_000);

      out.open.countDown();
      printer.join();
    }
  }

  @Test
  void lineLongerThanTheBufferIsWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LineWriter writer = new LineWriter(out, LineWriterTest::never).start()) {
      writer.println("short");
      writer.println("x".repeat(1_000_000));
      writer.println("short");
    }
    assertThat(out.size()).isEqualTo(1_000_013);
  }

  @Test
  void failedOutputIsReportedOnceAndHoldsUpNobody() {
    AtomicInteger failures = new AtomicInteger();
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    LineWriter writer = new LineWriter(broken, failures::incrementAndGet).start();
    for (int line = 0; line < 10_000; line++) {
      writer.println("0123456789".repeat(10));
    }
    writer.flush();
    writer.close();

    assertThat(writer.hasFailed()).isTrue();
    await().until(() -> failures.get() == 1);
  }

  /** Takes nothing until it is opened. */
  private static final class BlockedOutput extends OutputStream {
    final CountDownLatch open = new CountDownLatch(1);
    final AtomicInteger writes = new AtomicInteger();

    @Override
    public void write(int b) {
      throw new AssertionError("written byte by byte");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writes.incrementAndGet();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
