package dev.sluice.bench;

import dev.sluice.bench.Results.LeftOut;
import dev.sluice.bench.Results.SubjectFacts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees which subjects can run here, and builds them. */
final class Preparation {
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

  private final Shell shell;
  private final Path logs;
  private final Redaction redaction;
  private final Progress progress;
  private final List<Subject> ready = new ArrayList<>();
  private final List<SubjectFacts> facts = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** Whether a build succeeded, by its directory and command: subjects may share one. */
  private final Map<String, Boolean> builds = new HashMap<>();

  Preparation(Shell shell, Path logs, Redaction redaction, Progress progress) {
    this.shell = shell;
    this.logs = logs;
    this.redaction = redaction;
    this.progress = progress;
  }

  void prepare(List<Subject> subjects) throws InterruptedException {
    for (Subject subject : subjects) {
      Optional<String> missing = missing(subject);
      if (missing.isPresent()) {
        leaveOut(subject, "skipped: needs " + missing.get() + ", which is not on the PATH", false);
      } else if (!build(subject)) {
        leaveOut(subject, "failed: its build, see " + log(subject), true);
      } else {
        ready.add(subject);
        facts.add(describe(subject));
      }
    }
  }

  List<Subject> ready() {
    return ready;
  }

  List<SubjectFacts> facts() {
    return facts;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  /** The first of the commands that a subject needs and that is not there. */
  static Optional<String> missing(Subject subject) {
    return subject.needs().stream().filter(command -> !isOnPath(command)).findFirst();
  }

  private static boolean isOnPath(String command) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  private void leaveOut(Subject subject, String reason, boolean failed) {
    progress.say(subject.name() + " " + reason);
    leftOut.add(new LeftOut(subject.name(), redaction.apply(reason), failed));
  }

  private boolean build(Subject subject) throws InterruptedException {
    String build = subject.build();
    if (build == null) {
      return true;
    }
    String key = subject.directory() + " " + build;
    Boolean known = builds.get(key);
    if (known != null) {
      return known;
    }
    progress.say("building " + subject.directory().getFileName());
    boolean built = shell.run(build, subject.directory(), log(subject), BUILD_LIMIT);
    builds.put(key, built);
    return built;
  }

  private Path log(Subject subject) {
    return logs.resolve("build-" + subject.directory().getFileName() + ".log");
  }

  private SubjectFacts describe(Subject subject) throws InterruptedException {
    return new SubjectFacts(
        subject.name(),
        subject.language(),
        subject.transport(),
        subject.group(),
        version(subject),
        subject.tuning());
  }

  private String version(Subject subject) throws InterruptedException {
    if (subject.version() != null) {
      return subject.version();
    }
    Path output = logs.resolve("version-" + subject.name() + ".log");
    return shell
        .firstLine(
            String.valueOf(subject.versionCommand()), subject.directory(), output, VERSION_LIMIT)
        .map(redaction::apply)
        .orElse("unknown");
  }
}
