package dev.sluice.transport;

/**
 * How much of a stream waits to be written, and whether a sender may add to it.
 *
 * <p>A sender that had to wait is told to go on when half of what it may buffer has left, so that
 * it has something to do for the thread that it is woken on. And what it may buffer is doubled, up
 * to a bound, each time the peer has taken all of it by the time there is more: waking a sender
 * often costs more than the memory, as long as it does not stay in use.
 */
final class SendBuffer {
  private final int maxThresholdBytes;

  /** Written by the event loop only. */
  private volatile int thresholdBytes;

  /** What was set instead, or 0. */
  private volatile int fixedThresholdBytes;

  /** How many bytes there have been; written by the sender only. */
  private volatile long published;

  /** How many of them the transport is done with; written by the event loop only. */
  private volatile long written;

  /** Whether somebody was told to wait, and not yet to go on. */
  private volatile boolean awaited;

  SendBuffer(int thresholdBytes, int maxThresholdBytes) {
    this.thresholdBytes = thresholdBytes;
    this.maxThresholdBytes = maxThresholdBytes;
  }

  /** Sets how much may wait, for good; any thread. */
  void fixThreshold(int bytes) {
    fixedThresholdBytes = bytes;
  }

  private int threshold() {
    int fixed = fixedThresholdBytes;
    return fixed == 0 ? thresholdBytes : fixed;
  }

  /** Whether a sender may send; any thread. If not, {@link #written(long)} will say when. */
  boolean isReady() {
    if (published - written < threshold()) {
      return true;
    }
    // Looked at again: what was written meanwhile was written for nobody.
    awaited = true;
    return published - written < threshold();
  }

  long published() {
    return published;
  }

  /** There is more; sender. */
  void publish(long total) {
    published = total;
  }

  long written() {
    return written;
  }

  /** All there was is about to be taken, and nothing that was taken before is left; event loop. */
  void kept(long bytes) {
    int threshold = thresholdBytes;
    if (bytes >= threshold / 2 && threshold < maxThresholdBytes) {
      thresholdBytes = (int) Math.min(2L * threshold, maxThresholdBytes);
    }
  }

  /**
   * The transport is done with some bytes; event loop.
   *
   * @return whether somebody waits to be told that the stream is ready again
   */
  boolean written(long bytes) {
    long total = written + bytes;
    written = total;
    if (awaited && published - total <= threshold() / 2) {
      awaited = false;
      return true;
    }
    return false;
  }
}
