package dev.sluice.bench.peer;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/** How long the round trips of one stream took; for one thread at a time. */
public final class RoundTrips {
  private final long[] nanos;
  private long count;

  /**
   * Keeps the last ones.
   *
   * @param kept how many
   */
  RoundTrips(int kept) {
    this.nanos = new long[Math.max(1, kept)];
  }

  public void add(long elapsedNanos) {
    nanos[(int) (count++ % nanos.length)] = elapsedNanos;
  }

  static long[] sorted(Collection<RoundTrips> all) {
    return all.stream().flatMapToLong(RoundTrips::stream).sorted().toArray();
  }

  private LongStream stream() {
    return Arrays.stream(nanos, 0, (int) Math.min(count, nanos.length));
  }

  /** The nearest-rank percentile: the least of them that so many per mille do not exceed. */
  static long perMille(long[] sorted, int perMille) {
    int rank = (int) Math.ceil(sorted.length * (long) perMille / 1000.0);
    return sorted.length == 0 ? 0 : sorted[Math.max(1, rank) - 1];
  }
}
