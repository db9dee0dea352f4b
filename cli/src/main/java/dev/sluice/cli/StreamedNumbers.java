package dev.sluice.cli;

import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Numbers read one a line, as the lines come; none is kept. Blank lines are skipped. */
final class StreamedNumbers<N> implements NumberSource<N> {
  private final LineReader lines;
  private final NumberKind<N> kind;
  private @Nullable N next;
  private final AtomicLong taken = new AtomicLong();

  StreamedNumbers(LineReader lines, NumberKind<N> kind) {
    this.lines = lines;
    this.kind = kind;
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      String line = lines.next();
      if (line == null) {
        return false;
      }
      String text = line.strip();
      if (!text.isEmpty()) {
        next = kind.parse(text, "line " + lines.lineNumber() + ": ");
      }
    }
    return true;
  }

  @Override
  public N next() {
    N number = next;
    if (number == null) {
      throw new NoSuchElementException("hasNext has not said that there is one");
    }
    next = null;
    taken.incrementAndGet();
    return number;
  }

  @Override
  public void stop() {
    lines.stop();
  }

  @Override
  public long taken() {
    return taken.get();
  }
}
