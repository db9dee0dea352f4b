package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A server or client process of a subject, which answers a line with a line. */
final class PeerProcess implements AutoCloseable {
  private static final int MAX_LINE_CHARACTERS = 4_096;
  private static final int MAX_LINES_WAITING = 16;
  private static final Duration END_BY_ITSELF = Duration.ofSeconds(3);

  /**
   * A line, and when it came.
   *
   * @param isEnd whether it is none, but the end of the output
   */
  private record Line(String text, long nanoTime, boolean isEnd) {}

  private final Processes processes;
  private final Process process;
  private final long started;
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MAX_LINES_WAITING);
  private final Thread reader;
  private long lastLine;

  private PeerProcess(Processes processes, Process process, long started) {
    this.processes = processes;
    this.process = process;
    this.started = started;
    this.reader = Thread.ofPlatform().daemon().name("bench-peer").start(this::read);
  }

  static PeerProcess start(Processes processes, ProcessBuilder builder) throws PeerFailure {
    long started = System.nanoTime();
    try {
      return new PeerProcess(processes, processes.start(builder), started);
    } catch (IOException e) {
      throw PeerFailure.broken("could not be started: " + e.getMessage());
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** From the start of the process until the last line that was awaited came. */
  long nanosToLastLine() {
    return lastLine - started;
  }

  /** Waits for what it says first. */
  Answer awaitReady(Duration limit) throws PeerFailure, InterruptedException {
    return Answer.ready(awaitLine(limit));
  }

  /** Says a line, and waits for the answer. */
  Answer ask(String command, Duration limit) throws PeerFailure, InterruptedException {
    Line early = lines.peek();
    if (early != null && !early.isEnd()) {
      throw PeerFailure.broken("spoke without being asked: \"" + early.text() + "\"");
    }
    try {
      Writer input = process.outputWriter(UTF_8);
      input.append(command).append('\n').flush();
    } catch (IOException e) {
      // It has died: its output says so, too.
    }
    return Answer.toCommand(awaitLine(limit));
  }

  private String awaitLine(Duration limit) throws PeerFailure, InterruptedException {
    Line line = lines.poll(limit.toNanos(), NANOSECONDS);
    if (line == null) {
      throw PeerFailure.broken("hung: no answer within " + limit.toSeconds() + " s");
    }
    if (line.isEnd()) {
      boolean exited = process.waitFor(END_BY_ITSELF.toMillis(), MILLISECONDS);
      throw PeerFailure.broken(
          exited ? "died with exit code " + process.exitValue() : "closed its output");
    }
    lastLine = line.nanoTime();
    return line.text();
  }

  private void read() {
    try {
      readLines();
      lines.put(new Line("", System.nanoTime(), true));
    } catch (InterruptedException e) {
      // Nobody waits for more.
    }
  }

  private void readLines() throws InterruptedException {
    StringBuilder line = new StringBuilder();
    try (Reader output = process.inputReader(UTF_8)) {
      for (int c = output.read(); c >= 0; c = output.read()) {
        if (c != '\n') {
          line.append((char) c);
        }
        if (c == '\n' || line.length() == MAX_LINE_CHARACTERS) {
          lines.put(new Line(line.toString(), System.nanoTime(), false));
          line.setLength(0);
        }
      }
    } catch (IOException e) {
      // As good as the end.
    }
  }

  /** Lets it end: it does when its input does. */
  void hangUp() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has gone already.
    }
  }

  /** Ends it, by force if it does not do so by itself. */
  @Override
  public void close() {
    hangUp();
    try {
      process.waitFor(END_BY_ITSELF.toMillis(), MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  void kill() {
    processes.end(process);
    reader.interrupt();
  }
}
