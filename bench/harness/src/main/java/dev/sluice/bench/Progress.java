package dev.sluice.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Says what is going on, on the standard error output. */
final class Progress {
  private final PrintWriter err;
  private final long start = System.nanoTime();

  Progress(PrintWriter err) {
    this.err = err;
  }

  void say(String text) {
    err.println("[" + time((System.nanoTime() - start) / 1e9) + "] " + text);
    err.flush();
  }

  /** Minutes and seconds, or hours, minutes and seconds. */
  static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
