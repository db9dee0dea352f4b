package dev.sluice.bench;

import dev.sluice.bench.Results.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of one workload: a row for each subject. */
final class WorkloadTable {
  private static final String NONE = "–";
  private static final double MEGA = 1e6;

  private final Cell cell;
  private final Workload workload;
  private final Kind kind;
  private final String baseline;

  WorkloadTable(Cell cell, String baseline) {
    this.cell = cell;
    this.workload = cell.workload();
    this.kind = workload.kind();
    this.baseline = baseline;
  }

  List<String> header() {
    List<String> header = new ArrayList<>(List.of("subject"));
    for (Metric metric : kind.columns()) {
      header.add(metric.label());
      if (metric == Metric.RATE && workload.payload() > 0) {
        header.add("MB/s");
      }
      if (metric == kind.primary()) {
        header.add("to " + baseline);
      }
    }
    header.add("");
    return header;
  }

  List<List<String>> rows() {
    return cell.outcomes().stream().map(this::row).toList();
  }

  private List<String> row(Outcome outcome) {
    List<String> row = new ArrayList<>(List.of(outcome.subject()));
    for (Metric metric : kind.columns()) {
      Optional<Summary> summary = metric.summary(outcome);
      row.add(summary.map(s -> figure(metric, s)).orElse(NONE));
      if (metric == Metric.RATE && workload.payload() > 0) {
        row.add(summary.map(s -> Unit.digits(s.median() * workload.payload() / MEGA)).orElse(NONE));
      }
      if (metric == kind.primary()) {
        row.add(ratio(outcome));
      }
    }
    row.add(note(outcome));
    return row;
  }

  private static String figure(Metric metric, Summary summary) {
    String median = metric.unit().format(summary.median());
    if (!metric.hasRange()) {
      return median;
    }
    return String.format(
        "**%s** (%s – %s)",
        median, metric.unit().format(summary.min()), metric.unit().format(summary.max()));
  }

  private String ratio(Outcome outcome) {
    var ratio =
        cell.of(baseline)
            .map(base -> Ratios.between(outcome, base, kind.primary()))
            .filter(value -> value.isPresent());
    return ratio.map(value -> Unit.digits(value.getAsDouble())).orElse(NONE);
  }

  private String note(Outcome outcome) {
    if (outcome.trouble() != null) {
      return switch (outcome.trouble()) {
        case FAILED -> "**failed**";
        case UNSUPPORTED -> "has no such workload";
        case NOT_REACHED -> "did not get there";
        case NO_TIME -> "no time left";
      };
    }
    return Disturbance.of(outcome, kind).isPresent() ? "disturbed" : "";
  }
}
