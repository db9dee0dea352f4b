package dev.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines as they come. The input is read on a thread of its own, a bounded piece ahead, for
 * nothing can interrupt a read of standard input: so whoever waits for a line can still be stopped.
 */
final class LineReader {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int CHUNKS_AHEAD = 4;
  private static final int MAX_LINE_BYTES = 1 << 12;
  private static final byte[] END = {};

  private final InputStream in;
  private final Thread thread;
  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
  private volatile @Nullable IOException failure;
  private volatile boolean stopped;

  private byte[] chunk = {};
  private int position;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
    this.thread = Thread.ofPlatform().name("sluice-input").daemon().unstarted(this::fill);
  }

  LineReader start() {
    thread.start();
    return this;
  }

  /**
   * Returns the next line, without its end; blocks until it is there.
   *
   * @return the line; or null at the end of the input, and once stopped or interrupted
   * @throws UsageException if the input cannot be read, or the line is too long to be anything
   */
  @Nullable String next() {
    byte[] start = {};
    while (!stopped && (position < chunk.length || advance())) {
      int end = position;
      while (end < chunk.length && chunk[end] != '\n') {
        end++;
      }
      byte[] line = join(start, Arrays.copyOfRange(chunk, position, end));
      position = Math.min(end + 1, chunk.length);
      if (line.length > MAX_LINE_BYTES) {
        throw new UsageException(
            "line " + (number + 1) + " has more than " + MAX_LINE_BYTES + " bytes");
      }
      if (end < chunk.length) {
        return line(line);
      }
      start = line;
    }
    return start.length == 0 || stopped ? null : line(start);
  }

  /** Returns the number of the line that was returned last, from 1. */
  long lineNumber() {
    return number;
  }

  /** Makes {@link #next()} return null, at once if somebody waits in it. Any thread. */
  void stop() {
    stopped = true;
    thread.interrupt();
    chunks.clear();
    chunks.offer(END);
  }

  private String line(byte[] bytes) {
    number++;
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] start, byte[] rest) {
    if (start.length == 0) {
      return rest;
    }
    byte[] whole = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return whole;
  }

  private boolean advance() {
    try {
      byte[] next = chunks.take();
      if (next.length > 0) {
        chunk = next;
        position = 0;
        return true;
      }
      chunks.offer(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
    if (failure != null && !stopped) {
      throw new UsageException("cannot read standard input: " + failure.getMessage(), failure);
    }
    return false;
  }

  private void fill() {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (count > 0) {
          chunks.put(Arrays.copyOf(buffer, count));
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      return;
    }
    try {
      chunks.put(END);
    } catch (InterruptedException e) {
      // Stopped: nobody waits any more.
    }
  }
}
