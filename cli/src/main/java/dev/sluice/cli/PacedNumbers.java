package dev.sluice.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Numbers of another source with a pause between each two. */
final class PacedNumbers<N> implements NumberSource<N> {
  private final NumberSource<N> numbers;
  private final Duration interval;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean due;

  PacedNumbers(NumberSource<N> numbers, Duration interval) {
    this.numbers = numbers;
    this.interval = interval;
  }

  @Override
  public boolean hasNext() {
    if (!numbers.hasNext()) {
      return false;
    }
    if (due) {
      due = false;
      return !pause();
    }
    return true;
  }

  @Override
  public N next() {
    due = true;
    return numbers.next();
  }

  /** Returns whether the pause was cut short. */
  private boolean pause() {
    try {
      return stopped.await(TimeUnit.NANOSECONDS.convert(interval), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
    numbers.stop();
  }

  @Override
  public long taken() {
    return numbers.taken();
  }
}
