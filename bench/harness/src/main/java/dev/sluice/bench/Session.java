package dev.sluice.bench;

import dev.sluice.bench.Results.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One run of the bench, from the builds to the report. */
final class Session {
  private final Path root;
  private final Progress progress;
  private final List<Subject> subjects;
  private final List<Workload> workloads;
  private final Function<List<String>, Settings> settings;

  /**
   * @param settings by the flags for JVMs
   */
  Session(
      Path root,
      Progress progress,
      List<Subject> subjects,
      List<Workload> workloads,
      Function<List<String>, Settings> settings) {
    this.root = root;
    this.progress = progress;
    this.subjects = subjects;
    this.workloads = workloads;
    this.settings = settings;
  }

  /**
   * Runs, and writes the results.
   *
   * @param output where to, by the date
   */
  Results run(Function<String, Path> output) throws IOException, InterruptedException {
    Path target = root.resolve("bench/harness/target");
    try (Processes processes = Processes.open(target, progress)) {
      Path work = emptied(target.resolve("work"));
      Results results = run(processes, work);
      Path directory = output.apply(results.date());
      OutputDirectory.write(results, directory, progress);
      if (results.hasFailures()) {
        progress.say("what failed may have said why in " + root.relativize(work));
      }
      progress.say("the report is " + root.relativize(directory.toAbsolutePath()) + "/report.md");
      return results;
    }
  }

  private Results run(Processes processes, Path work) throws IOException, InterruptedException {
    Shell shell = new Shell(processes);
    Redaction redaction = new Redaction(root);
    Preparation preparation = new Preparation(shell, work, redaction, progress);
    preparation.prepare(subjects);
    List<Subject> ready = preparation.ready();
    int jvms = ready.stream().mapToInt(Subject::jvms).sum();
    Settings chosen = settings.apply(JvmFlags.common(jvms, Machine.availableMemory()));
    Results empty =
        new Results(
            LocalDate.now(ZoneOffset.UTC).toString(),
            GitCommit.of(root, shell, work),
            Machine.here(),
            chosen,
            List.copyOf(preparation.facts()),
            List.copyOf(preparation.leftOut()),
            List.of());
    Runner runner = new Runner(workloads, ready, chosen, processes, work, redaction, progress);
    Path soFar = work.resolve("results.json");
    List<Cell> cells = runner.run(done -> ResultsJson.write(empty.with(done), soFar));
    return empty.with(cells);
  }

  private static Path emptied(Path directory) throws IOException {
    if (Files.exists(directory)) {
      List<Path> old;
      try (Stream<Path> paths = Files.walk(directory)) {
        old = new ArrayList<>(paths.sorted(Comparator.reverseOrder()).toList());
      }
      for (Path path : old) {
        Files.delete(path);
      }
    }
    return Files.createDirectories(directory);
  }
}
