package dev.sluice.bench;

import dev.sluice.bench.Results.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs one workload after the other. */
final class Runner {
  /** Told after each workload, lest what was measured is lost with a run that is cut off. */
  interface Listener {
    void measured(List<Cell> cells) throws IOException;
  }

  private final List<Workload> workloads;
  private final List<Subject> subjects;
  private final Settings settings;
  private final Processes processes;
  private final Path directory;
  private final Redaction redaction;
  private final Progress progress;

  /**
   * @param directory for what processes log
   */
  Runner(
      List<Workload> workloads,
      List<Subject> subjects,
      Settings settings,
      Processes processes,
      Path directory,
      Redaction redaction,
      Progress progress) {
    this.workloads = workloads;
    this.subjects = subjects;
    this.settings = settings;
    this.processes = processes;
    this.directory = directory;
    this.redaction = redaction;
    this.progress = progress;
  }

  List<Cell> run(Listener listener) throws IOException, InterruptedException {
    TimePlan plan = new TimePlan(workloads, subjects.size(), settings);
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < workloads.size(); i++) {
      Workload workload = workloads.get(i);
      String place = "[" + (i + 1) + "/" + workloads.size() + "] " + workload.name();
      progress.say(place + ": about " + Progress.time(plan.remaining(i, 0)) + " to go");
      cells.add(new Cell(workload, plan.isOver() ? unbegun() : measure(plan, i, place)));
      listener.measured(cells);
    }
    return cells;
  }

  private List<Outcome> measure(TimePlan plan, int index, String place)
      throws IOException, InterruptedException {
    Workload workload = workloads.get(index);
    try (Rounds rounds = new Rounds(workload, contestants(workload), redaction, progress)) {
      return rounds.play(
          settings.rounds(workload.kind()),
          plan::elapsed,
          plan.deadline(index),
          (share, figures) ->
              progress.say(
                  place
                      + " "
                      + figures
                      + "; "
                      + Progress.time(plan.remaining(index, share))
                      + " to go"));
    }
  }

  private List<Outcome> unbegun() {
    return subjects.stream()
        .map(subject ->
            new Outcome(subject.name(), Outcome.Trouble.NO_TIME, "no time was left", List.of()))
        .toList();
  }

  private List<Contestant> contestants(Workload workload) throws IOException {
    Path logs = Files.createDirectories(directory.resolve(workload.name()));
    Launcher launcher = new Launcher(processes, settings.jvmFlags(workload.kind()), logs);
    List<Contestant> contestants = new ArrayList<>();
    for (Subject subject : subjects) {
      contestants.add(
          switch (workload.kind()) {
            case IDLE -> new IdleContestant(subject, workload, settings, launcher);
            case STARTUP -> new StartupContestant(subject, settings, launcher);
            default -> new SteadyContestant(subject, workload, settings, launcher);
          });
    }
    return contestants;
  }
}
