package dev.sluice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines from a thread of its own: a lone line at once, and in one go whatever has gathered
 * while the one before was written. So nobody waits for a slow terminal until {@value
 * #CAPACITY_BYTES} bytes are waiting, and a million lines do not cost a million system calls.
 *
 * <p>If the output fails, as it does when its reader has gone, lines are dropped from then on.
 */
final class LineWriter implements Lines, AutoCloseable {
  private static final int CAPACITY_BYTES = 1 << 16;

  private final OutputStream out;
  private final Runnable onFailure;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte[] gathered = new byte[CAPACITY_BYTES];
  private int gatheredBytes;
  private boolean writing;
  private boolean failed;
  private boolean closed;

  /**
   * @param out where to write; not closed here
   * @param onFailure what to do once when the output fails, on the writing thread
   */
  LineWriter(OutputStream out, Runnable onFailure) {
    this.out = out;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("sluice-output").daemon().unstarted(this::write);
  }

  LineWriter start() {
    thread.start();
    return this;
  }

  @Override
  public void println(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      while (gatheredBytes > 0 && gatheredBytes + bytes.length > CAPACITY_BYTES && !failed) {
        changed.awaitUninterruptibly();
      }
      if (failed || closed) {
        return;
      }
      if (bytes.length > gathered.length) {
        gathered = new byte[bytes.length];
      }
      System.arraycopy(bytes, 0, gathered, gatheredBytes, bytes.length);
      gatheredBytes += bytes.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      while ((gatheredBytes > 0 || writing) && !failed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the output has failed. */
  boolean hasFailed() {
    lock.lock();
    try {
      return failed;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left and ends the thread; lines that come later are dropped. */
  @Override
  public void close() {
    flush();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    try {
      for (byte[] batch = next(); batch.length > 0; batch = next()) {
        out.write(batch);
        out.flush();
      }
    } catch (IOException | RuntimeException e) {
      fail();
      onFailure.run();
    }
  }

  /** Waits for lines and takes them; returns none once closed. */
  private byte[] next() {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
      while (gatheredBytes == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      byte[] batch = Arrays.copyOf(gathered, gatheredBytes);
      gatheredBytes = 0;
      writing = batch.length > 0;
      changed.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void fail() {
    lock.lock();
    try {
      failed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
