package dev.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a command that is no peer to its end: a build, or one that prints a version. */
final class Shell {
  private final Processes processes;

  Shell(Processes processes) {
    this.processes = processes;
  }

  /**
   * Runs it with this JVM's JDK as JAVA_HOME; ends it when it takes too long.
   *
   * @param output what it prints goes there
   * @return whether it succeeded
   */
  boolean run(String command, Path directory, Path output, Duration limit)
      throws InterruptedException {
    File log = output.toFile();
    ProcessBuilder builder =
        new ProcessBuilder(List.of("sh", "-c", command))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = processes.start(builder);
      try {
        return process.waitFor(limit.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        processes.end(process);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The first line that it prints, if it succeeds and prints one. */
  Optional<String> firstLine(String command, Path directory, Path output, Duration limit)
      throws InterruptedException {
    if (!run(command, directory, output, limit)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(output).stream().map(String::strip).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
