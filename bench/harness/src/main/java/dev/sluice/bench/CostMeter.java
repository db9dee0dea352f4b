package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/** Measures what one process costs from when this is made until it is read. */
final class CostMeter {
  private final ProcessHandle process;
  private final boolean hasPeak;
  private final @Nullable Double before;

  CostMeter(PeerProcess peer) {
    this.process = peer.handle();
    this.hasPeak = Proc.resetPeak(process);
    this.before = Proc.cpuSeconds(process);
  }

  Side read() {
    Double after = Proc.cpuSeconds(process);
    Double cpu =
        before == null || after == null ? null : Double.valueOf(Unit.rounded(after - before, 2));
    return Side.cost(cpu, hasPeak ? Proc.peakBytes(process) : null);
  }
}
