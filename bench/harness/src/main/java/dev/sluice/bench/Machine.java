package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the bench ran on. */
record Machine(String cpu, int cores, long memoryBytes, String system, String kernel, String jdk) {
  private static final long KIB = 1 << 10;
  private static final String UNKNOWN = "unknown";

  static Machine here() {
    return new Machine(
        lineOf("/proc/cpuinfo", "model name\t: "),
        Runtime.getRuntime().availableProcessors(),
        memory("MemTotal:"),
        lineOf("/etc/os-release", "PRETTY_NAME=").replace("\"", ""),
        System.getProperty("os.name") + " " + release(System.getProperty("os.version")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  /** The numbers in front; what a builder added behind them says more about the place. */
  private static String release(String version) {
    return version.replaceFirst("[^0-9.].*", "");
  }

  /** Bytes that processes could have without swapping; 0 if that is not known. */
  static long availableMemory() {
    return memory("MemAvailable:");
  }

  private static long memory(String key) {
    String value = lineOf("/proc/meminfo", key).toLowerCase(Locale.ROOT);
    return value.endsWith(" kb") ? Long.parseLong(value.substring(0, value.length() - 3)) * KIB : 0;
  }

  private static String lineOf(String file, String prefix) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(prefix))
          .findFirst()
          .map(line -> line.substring(prefix.length()).strip())
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
