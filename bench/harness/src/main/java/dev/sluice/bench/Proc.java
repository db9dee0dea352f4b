package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Linux tells of processes; of a process and those it started together, where it is cost. */
final class Proc {
  /** USER_HZ, which is the same on every platform that a JDK runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final String RESET_PEAK = "5";
  private static final long KIB = 1 << 10;

  private Proc() {}

  /** The CPU time used so far, by the kernel for it too; null if that is not to be had. */
  static @Nullable Double cpuSeconds(ProcessHandle process) {
    Long ticks = sum(process, pid -> cpuTicks(stat(pid)));
    return ticks == null ? null : ticks / TICKS_PER_SECOND;
  }

  static @Nullable Long residentBytes(ProcessHandle process) {
    return sum(process, pid -> status(pid, "VmRSS:"));
  }

  /** The most that was resident since {@link #resetPeak}. */
  static @Nullable Long peakBytes(ProcessHandle process) {
    return sum(process, pid -> status(pid, "VmHWM:"));
  }

  /** Returns whether that could be done. */
  static boolean resetPeak(ProcessHandle process) {
    return sum(process, Proc::resetPeak) != null;
  }

  /** When a process was started, in a form that is only good for comparing. */
  static String startOf(ProcessHandle process) {
    String[] stat = stat(process.pid());
    return stat != null ? stat[19] : process.info().startInstant().map(String::valueOf).orElse("?");
  }

  private static @Nullable Long sum(
      ProcessHandle process, Function<Long, @Nullable Long> ofProcess) {
    long sum = 0;
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      Long value = ofProcess.apply(each.pid());
      if (value == null) {
        return null;
      }
      sum += value;
    }
    return sum;
  }

  private static @Nullable Long resetPeak(long pid) {
    try {
      Files.writeString(path(pid, "clear_refs"), RESET_PEAK);
      return 0L;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Long cpuTicks(String @Nullable [] stat) {
    return stat == null ? null : Long.valueOf(Long.parseLong(stat[11]) + Long.parseLong(stat[12]));
  }

  /** The fields after the name, of which the first is the third in proc(5). */
  private static String @Nullable [] stat(long pid) {
    try {
      String line = Files.readString(path(pid, "stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Long status(long pid, String key) {
    try (Stream<String> lines = Files.lines(path(pid, "status"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static Path path(long pid, String file) {
    return Path.of("/proc", String.valueOf(pid), file);
  }
}
