package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Keeps what a process says from telling where it ran. */
final class Redaction {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final String root;
  private final String home;
  private final String host;

  Redaction(Path root) {
    this.root = root.toAbsolutePath().normalize().toString();
    this.home = System.getProperty("user.home");
    this.host = hostName();
  }

  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return "";
    }
  }

  String apply(String text) {
    String without = text.replace(root, ".").replace(home, "~");
    return host.isEmpty()
        ? without
        : without.replaceAll("\\b" + Pattern.quote(host) + "\\b", "<host>");
  }
}
