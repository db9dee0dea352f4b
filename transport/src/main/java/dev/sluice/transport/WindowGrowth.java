package dev.sluice.transport;

/**
 * Decides when the streams' flow-control windows are too small for the path: when a peer fills half
 * a window within one round trip, the window is what holds it back, and is doubled.
 *
 * <p>A ping that is sent when half a window has arrived measures the round trip. All on the event
 * loop.
 */
final class WindowGrowth {
  private final int maxBytes;
  private int windowBytes;
  private long bytes;
  private boolean pinged;

  WindowGrowth(int windowBytes, int maxBytes) {
    this.windowBytes = windowBytes;
    this.maxBytes = maxBytes;
  }

  /**
   * Counts data.
   *
   * @return whether to send a ping
   */
  boolean dataArrived(int count) {
    if (windowBytes >= maxBytes) {
      return false;
    }
    bytes += count;
    if (pinged || bytes < windowBytes / 2) {
      return false;
    }
    pinged = true;
    bytes = 0;
    return true;
  }

  /**
   * Ends a round trip.
   *
   * @return the new window in bytes, or 0 if the old one does
   */
  int pingAcked() {
    pinged = false;
    boolean full = bytes >= windowBytes / 2;
    bytes = 0;
    if (!full) {
      return 0;
    }
    windowBytes = (int) Math.min(maxBytes, 2L * windowBytes);
    return windowBytes;
  }
}
