package dev.sluice.transport;

import java.util.concurrent.TimeUnit;

/**
 * Counts the streams that a peer has us reset because it breaks the protocol (CVE-2025-8671).
 * Streams that end early for reasons of our own are none of its doing. Event loop.
 */
final class ProvokedResets {
  private final int most;
  private final long periodNanos;
  private long periodBegan = System.nanoTime();
  private int count;

  ProvokedResets(int most, int periodSeconds) {
    this.most = most;
    this.periodNanos = TimeUnit.SECONDS.toNanos(periodSeconds);
  }

  /**
   * Counts one more.
   *
   * @return whether these are more than may be in a period
   */
  boolean areTooMany() {
    long now = System.nanoTime();
    if (now - periodBegan >= periodNanos) {
      periodBegan = now;
      count = 0;
    }
    count++;
    return count > most;
  }
}
