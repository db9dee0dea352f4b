package dev.sluice.bench.peer;

import java.util.Collection;

/** What a run came to, as it is answered. */
record Result(long nanos, long messages, long checksum, Collection<RoundTrips> roundTrips) {
  String line() {
    String line = "ok nanos=" + nanos + " messages=" + messages + " checksum=" + checksum;
    if (roundTrips.isEmpty()) {
      return line;
    }
    long[] sorted = RoundTrips.sorted(roundTrips);
    return line
        + (" p50=" + RoundTrips.perMille(sorted, 500))
        + (" p99=" + RoundTrips.perMille(sorted, 990))
        + (" p999=" + RoundTrips.perMille(sorted, 999));
  }
}
