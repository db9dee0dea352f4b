package dev.sluice.cli;

import java.util.Iterator;

/**
 * Numbers to send, one after another. {@code hasNext} may block, and throws {@link UsageException}
 * at what is no number.
 */
interface NumberSource<N> extends Iterator<N> {
  /** Makes {@code hasNext} return false, at once if somebody waits in it. Any thread. */
  void stop();

  /** Returns how many numbers were taken. Any thread. */
  long taken();
}
