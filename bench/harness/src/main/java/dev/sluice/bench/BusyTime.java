package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The CPU time that all processes together have used, and the hypervisor's other guests took. */
final class BusyTime {
  private static final Path STAT = Path.of("/proc/stat");
  private static final double TICKS_PER_SECOND = 100;

  private BusyTime() {}

  /** In seconds since boot, over all CPUs, without interrupts; null if that is not to be had. */
  static @Nullable Double seconds() {
    try (Stream<String> lines = Files.lines(STAT)) {
      String[] fields = lines.findFirst().orElse("").split("\\s+", -1);
      if (fields.length < 9) {
        return null;
      }
      long user = Long.parseLong(fields[1]);
      long nice = Long.parseLong(fields[2]);
      long system = Long.parseLong(fields[3]);
      long steal = Long.parseLong(fields[8]);
      return (user + nice + system + steal) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return null;
    }
  }
}
