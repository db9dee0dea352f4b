package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ProcTest {
  private static final ProcessHandle SELF = ProcessHandle.current();

  @Test
  void readsCpuTimeAndMemory() {
    assertThat(Proc.cpuSeconds(SELF)).isPositive();
    assertThat(Proc.residentBytes(SELF)).isGreaterThan(10L << 20);
    assertThat(Proc.peakBytes(SELF)).isGreaterThan(10L << 20);
    assertThat(BusyTime.seconds()).isPositive();
  }

  @Test
  void hasNothingToSayOfAProcessThatHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();

    assertThat(Proc.cpuSeconds(process.toHandle())).isNull();
    assertThat(Proc.peakBytes(process.toHandle())).isNull();
  }
}
