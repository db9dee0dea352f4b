package dev.sluice.bench;

import dev.sluice.bench.Outcome.Trouble;
import dev.sluice.bench.Results.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says of some results where there is no figure, and which are doubtful. */
final class Troubles {
  private final Results results;
  private final List<String> items = new ArrayList<>();

  private Troubles(Results results) {
    this.results = results;
  }

  /** One line each. */
  static List<String> of(Results results) {
    Troubles troubles = new Troubles(results);
    results.leftOut().forEach(left -> troubles.items.add(left.subject() + " " + left.reason()));
    troubles.failed();
    troubles.unsupported();
    troubles.disturbed();
    return troubles.items;
  }

  private void failed() {
    for (Cell cell : results.cells()) {
      for (Outcome outcome : cell.outcomes()) {
        if (outcome.trouble() != null && outcome.trouble() != Trouble.UNSUPPORTED) {
          items.add(cell.workload().name() + ": " + outcome.subject() + ": " + outcome.reason());
        }
      }
    }
  }

  private void unsupported() {
    Map<String, List<String>> bySubject = new LinkedHashMap<>();
    for (Cell cell : results.cells()) {
      for (Outcome outcome : cell.outcomes()) {
        if (outcome.trouble() == Trouble.UNSUPPORTED) {
          bySubject
              .computeIfAbsent(outcome.subject(), subject -> new ArrayList<>())
              .add(cell.workload().name());
        }
      }
    }
    bySubject.forEach((subject, workloads) ->
        items.add(subject + " does not have " + String.join(", ", workloads)));
  }

  private void disturbed() {
    for (Cell cell : results.cells()) {
      List<String> subjects = new ArrayList<>();
      for (Outcome outcome : cell.outcomes()) {
        Optional<String> why = Disturbance.of(outcome, cell.workload().kind());
        why.ifPresent(reason -> subjects.add(outcome.subject() + " (" + reason + ")"));
      }
      if (!subjects.isEmpty()) {
        items.add(cell.workload().name() + " disturbed: " + String.join(", ", subjects));
      }
    }
  }
}
