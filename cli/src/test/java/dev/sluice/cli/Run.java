package dev.sluice.cli;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A run of the command in this process, whose output is kept. */
final class Run implements AutoCloseable {
  private final Captured out = new Captured();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread thread;

  private Run(InputStream in, boolean terminal, String... args) {
    Lines lines =
        new Lines() {
          @Override
          public void println(String line) {
            out.add(line);
          }

          @Override
          public void flush() {}
        };
    Console console = new Console(in, lines, new PrintWriter(err, true), terminal, terminal);
    thread =
        Thread.ofPlatform()
            .name("run-" + String.join("-", args))
            .start(() -> {
              try {
                exitCode.complete(Sluice.execute(console, args));
              } catch (Throwable e) {
                exitCode.completeExceptionally(e);
              }
            });
  }

  /** Starts a run with nothing on standard input. */
  static Run start(String... args) {
    return new Run(InputStream.nullInputStream(), false, args);
  }

  /** Starts a run that reads an input. */
  static Run startReading(InputStream in, String... args) {
    return new Run(in, false, args);
  }

  /** Starts a run whose output is watched on a terminal. */
  static Run startOnTerminal(InputStream in, String... args) {
    return new Run(in, true, args);
  }

  /** Runs a command to its end. */
  static Run of(String... args) {
    return start(args).awaitEnd();
  }

  /** Runs a command to its end, with a text on standard input. */
  static Run reading(String input, String... args) {
    return startReading(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), args)
        .awaitEnd();
  }

  Run awaitEnd() {
    exitCode.join();
    return this;
  }

  int exitCode() {
    return exitCode.join();
  }

  boolean isRunning() {
    return !exitCode.isDone();
  }

  /** Returns the lines of standard output. */
  List<String> out() {
    return out.all();
  }

  /** Returns the lines of standard output with date and time, where they have them, cut off. */
  List<String> undated() {
    return out().stream().map(Run::undated).toList();
  }

  static String undated(String line) {
    return line.replaceFirst("^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ", "");
  }

  /** Returns what was written to standard error, without the last line break. */
  String err() {
    return err.toString().stripTrailing();
  }

  Run awaitLines(int count) {
    await("line " + count + " of output").until(() -> out.count() >= count);
    return this;
  }

  /** Interrupts the run, as nobody but a test does, and waits for its end. */
  @Override
  public void close() {
    thread.interrupt();
    await("the end of the run").until(() -> !thread.isAlive());
  }
}
