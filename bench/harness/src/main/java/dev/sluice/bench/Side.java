package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/**
 * What a run cost the client's process or the server's; null is what was not measured.
 *
 * @param cpuSeconds CPU time during the run
 * @param peakBytes the most memory that was resident during the run
 * @param idleBefore what was resident with one stream open
 * @param idleAfter what was resident with all streams open
 * @param startNanos from the start of the process until a server was ready, or a client's first
 *     call answered
 */
record Side(
    @Nullable Double cpuSeconds,
    @Nullable Long peakBytes,
    @Nullable Long idleBefore,
    @Nullable Long idleAfter,
    @Nullable Long startNanos) {
  static Side cost(@Nullable Double cpuSeconds, @Nullable Long peakBytes) {
    return new Side(cpuSeconds, peakBytes, null, null, null);
  }

  static Side idle(@Nullable Long before, @Nullable Long after) {
    return new Side(null, null, before, after, null);
  }

  static Side start(long nanos) {
    return new Side(null, null, null, null, nanos);
  }

  /** What the streams added to what was resident. */
  @Nullable Long idleGrowth() {
    return idleBefore == null || idleAfter == null ? null : Long.valueOf(idleAfter - idleBefore);
  }
}
