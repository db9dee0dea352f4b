package dev.sluice.cli;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;

/** Standard input that somebody types while the command runs. */
final class Typed extends InputStream {
  private static final byte[] END = {};

  private final LinkedBlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();

  void type(String text) {
    typed.add(text.getBytes(StandardCharsets.UTF_8));
  }

  void end() {
    typed.add(END);
  }

  @Override
  public int read() {
    throw new AssertionError("read byte by byte");
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    try {
      byte[] next = typed.take();
      if (next.length == 0) {
        typed.add(END);
        return -1;
      }
      System.arraycopy(next, 0, bytes, offset, next.length);
      return next.length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
