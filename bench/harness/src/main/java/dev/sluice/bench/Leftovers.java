package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The file that says which processes a run has started, for the run after a dead one. */
final class Leftovers {
  private final Path file;

  Leftovers(Path file) {
    this.file = file;
  }

  /** Writes down what runs. */
  void write(Collection<ProcessHandle> running) throws IOException {
    Files.write(file, running.stream().map(Leftovers::describe).toList());
  }

  /**
   * Ends what is written down and still runs.
   *
   * @return how many those were
   */
  int end() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    List<ProcessHandle> running =
        Files.readAllLines(file).stream().map(Leftovers::find).flatMap(Optional::stream).toList();
    running.forEach(Processes::destroyTree);
    Files.delete(file);
    return running.size();
  }

  private static String describe(ProcessHandle process) {
    return process.pid() + " " + identity(process);
  }

  /** A process id may have come to another process since: start and program tell them apart. */
  private static String identity(ProcessHandle process) {
    return Proc.startOf(process) + " " + process.info().command().orElse("?");
  }

  private static Optional<ProcessHandle> find(String line) {
    int space = line.indexOf(' ');
    if (space < 1) {
      return Optional.empty();
    }
    String pid = line.substring(0, space);
    String identity = line.substring(space + 1);
    return pid.chars().allMatch(Character::isDigit)
        ? ProcessHandle.of(Long.parseLong(pid)).filter(p -> identity(p).equals(identity))
        : Optional.empty();
  }
}
