package dev.sluice.cli;

import java.util.List;

/** Numbers that are known beforehand. */
final class ListedNumbers<N> implements NumberSource<N> {
  private final List<N> numbers;
  private volatile int taken;
  private volatile boolean stopped;

  ListedNumbers(List<N> numbers) {
    this.numbers = numbers;
  }

  @Override
  public boolean hasNext() {
    return !stopped && taken < numbers.size();
  }

  @Override
  public N next() {
    int index = taken;
    taken = index + 1;
    return numbers.get(index);
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public long taken() {
    return taken;
  }
}
