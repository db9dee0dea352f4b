package dev.sluice.cli;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The local date and time in seconds, as Go's log prints it; formatted once a second. */
final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);

  private volatile Second latest = new Second(Long.MIN_VALUE, "");

  private record Second(long epochSecond, String text) {}

  String now() {
    long epochSecond = System.currentTimeMillis() / 1_000;
    Second second = latest;
    if (second.epochSecond != epochSecond) {
      second = new Second(epochSecond, LocalDateTime.now(ZoneId.systemDefault()).format(FORMAT));
      latest = second;
    }
    return second.text;
  }
}
