package dev.sluice.cli;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Ends numbers where one is bad, so that the answers to those before it are still received. */
final class NumbersToTheFirstBad<N> implements Iterator<N> {
  private final Iterator<N> numbers;
  private volatile @Nullable UsageException bad;

  NumbersToTheFirstBad(Iterator<N> numbers) {
    this.numbers = numbers;
  }

  @Override
  public boolean hasNext() {
    try {
      return bad == null && numbers.hasNext();
    } catch (UsageException e) {
      bad = e;
      return false;
    }
  }

  @Override
  public N next() {
    return numbers.next();
  }

  /** Throws what was thrown at the bad number, if there was one. */
  void check() {
    UsageException found = bad;
    if (found != null) {
      throw found;
    }
  }
}
