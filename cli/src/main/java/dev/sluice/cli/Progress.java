package dev.sluice.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of a source, with a line on the terminal, while they last, that says how many went. */
final class Progress<N> implements Iterator<N>, AutoCloseable {
  private static final long PERIOD_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final NumberSource<N> numbers;
  private final @Nullable Thread ticker;

  private Progress(NumberSource<N> numbers, @Nullable Thread ticker) {
    this.numbers = numbers;
    this.ticker = ticker;
  }

  static <N> Progress<N> hiddenOf(NumberSource<N> numbers) {
    return new Progress<>(numbers, null);
  }

  static <N> Progress<N> shownOf(NumberSource<N> numbers, PrintWriter err) {
    return new Progress<>(
        numbers, Thread.ofVirtual().name("sluice-progress").start(() -> tick(numbers, err)));
  }

  private static void tick(NumberSource<?> numbers, PrintWriter err) {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        err.printf(Locale.ROOT, "%s%,d numbers sent", CLEAR_LINE, numbers.taken());
        err.flush();
      }
    } catch (InterruptedException e) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  @Override
  public boolean hasNext() {
    if (numbers.hasNext()) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public N next() {
    return numbers.next();
  }

  /** Clears the line; does nothing the second time. Blocks until it is done. */
  @Override
  public void close() {
    if (ticker == null) {
      return;
    }
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
