package dev.sluice.bench;

import java.util.List;
import java.util.Optional;

/** All that a run of the bench found out. */
record Results(
    String date,
    String commit,
    Machine machine,
    Settings settings,
    List<SubjectFacts> subjects,
    List<LeftOut> leftOut,
    List<Cell> cells) {
  /** A subject, as it was when it ran. */
  record SubjectFacts(
      String name, String language, String transport, Group group, String version, String tuning) {}

  /** A subject that did not run at all. */
  record LeftOut(String subject, String reason, boolean failed) {}

  /** What all subjects did on one workload. */
  record Cell(Workload workload, List<Outcome> outcomes) {
    Optional<Outcome> of(String subject) {
      return outcomes.stream().filter(outcome -> outcome.subject().equals(subject)).findFirst();
    }
  }

  Results with(List<Cell> measured) {
    return new Results(date, commit, machine, settings, subjects, leftOut, List.copyOf(measured));
  }

  Group group(String subject) {
    return subjects.stream()
        .filter(facts -> facts.name().equals(subject))
        .findFirst()
        .orElseThrow()
        .group();
  }

  Optional<Cell> cell(String workload) {
    return cells.stream().filter(cell -> cell.workload().name().equals(workload)).findFirst();
  }

  /** Whether anything went wrong that should not. */
  boolean hasFailures() {
    return leftOut.stream().anyMatch(LeftOut::failed)
        || cells.stream().flatMap(cell -> cell.outcomes().stream()).anyMatch(Outcome::isMissing);
  }
}
