package dev.sluice.bench.peer;

import java.util.Locale;

/** What a client can be asked to do. */
public enum Workload {
  /** Each stream is downloaded. */
  DOWNLOAD,
  /** Each stream is uploaded; the result is what the server saw. */
  UPLOAD,
  /** Each stream is sent and echoed at once, in full duplex. */
  EXCHANGE,
  /** Each stream does round trips, one after the other. */
  PINGPONG,
  /** Each caller makes unary calls, one after the other. */
  UNARY,
  /** Each caller opens, uses once and ends streams, one after the other. */
  SETUP,
  /** All streams are opened, used once and kept open until the next run. */
  IDLE;

  /** The name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Workload of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
