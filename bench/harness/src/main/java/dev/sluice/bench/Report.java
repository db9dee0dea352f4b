package dev.sluice.bench;

import dev.sluice.bench.Charts.Chart;
import dev.sluice.bench.Ratio.Rival;
import dev.sluice.bench.Results.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page that people read. */
final class Report {
  private static final String NONE = "–";

  private final Results results;
  private final Markdown page = new Markdown();

  private Report(Results results) {
    this.results = results;
  }

  /**
   * Writes the page.
   *
   * @param chartFolder where the charts are, seen from the page
   */
  static String of(Results results, List<Chart> charts, String chartFolder) {
    Report report = new Report(results);
    report.head();
    report.ratios();
    report.trouble();
    report.charts(charts, chartFolder);
    report.tables();
    report.streamOrCalls();
    report.subjects();
    return report.page.toString();
  }

  private void head() {
    Settings settings = results.settings();
    Machine machine = results.machine();
    page.heading(1, (settings.quick() ? "Quick benchmark, " : "Benchmark, ") + results.date());
    page.paragraph(
        "Client and server are two processes on one machine, over loopback. `docs/benchmarks.md`"
            + " tells how this was measured, how to read it, and what it does not show.");
    page.item("commit: " + results.commit());
    page.item(
        String.format(
            "machine: %s, %d CPUs, %s, %s, %s",
            machine.cpu(),
            machine.cores(),
            Unit.BYTES.format((double) machine.memoryBytes()),
            machine.system(),
            machine.kernel()));
    page.item("JVM: " + machine.jdk() + ", " + flags(settings.jvmFlags()));
    page.item("JVM for idle streams: " + flags(settings.idleJvmFlags()));
    page.item(
        String.format(
            "counted rounds: %d of about %s s each, after %s to %s s of warm-up; %d where each takes"
                + " new processes; figures are medians, with (minimum – maximum)",
            settings.rounds(),
            Unit.plain(settings.seconds()),
            Unit.plain(settings.warmUpSeconds()),
            Unit.plain(settings.maxWarmUpSeconds()),
            settings.freshRounds()));
    page.endList();
  }

  private static String flags(List<String> flags) {
    return "`" + String.join(" ", flags) + "`";
  }

  private void ratios() {
    List<Ratio> ratios = Ratios.all(results).stream().filter(Ratio::isPrimary).toList();
    if (ratios.isEmpty()) {
      return;
    }
    page.heading(2, "Sluice compared");
    page.paragraph(
        "Sluice's figure divided by the other's, the median of the rounds. More is better for"
            + " messages/s, less is better for latency (p50), memory and start.");
    List<String> header = new ArrayList<>(List.of("workload", "figure", "subject"));
    for (Rival rival : Rival.values()) {
      header.add("to " + rival.label());
    }
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : results.cells()) {
      for (Outcome outcome : cell.outcomes()) {
        List<Ratio> ofBoth =
            ratios.stream()
                .filter(ratio -> ratio.workload().equals(cell.workload().name()))
                .filter(ratio -> ratio.subject().equals(outcome.subject()))
                .toList();
        if (!ofBoth.isEmpty()) {
          rows.add(ratioRow(cell, outcome, ofBoth));
        }
      }
    }
    page.table(header, rows);
  }

  private static List<String> ratioRow(Cell cell, Outcome outcome, List<Ratio> ratios) {
    Workload workload = cell.workload();
    List<String> row = new ArrayList<>();
    row.add(workload.name());
    row.add(workload.kind().primary().label());
    row.add(outcome.subject());
    for (Rival rival : Rival.values()) {
      row.add(
          ratios.stream()
              .filter(ratio -> ratio.rival() == rival)
              .findFirst()
              .map(r -> "**" + Unit.digits(r.value()) + "** " + r.peer())
              .orElse(NONE));
    }
    return row;
  }

  private void trouble() {
    List<String> items = Troubles.of(results);
    page.heading(2, "Left out, failed, disturbed");
    (items.isEmpty() ? List.of("nothing") : items).forEach(page::item);
    page.endList();
  }

  private void charts(List<Chart> charts, String folder) {
    if (charts.isEmpty()) {
      return;
    }
    page.heading(2, "Charts");
    page.paragraph("All scales are logarithmic.");
    for (Chart chart : charts) {
      page.paragraph("![" + chart.title() + "](" + folder + "/" + chart.file() + ")");
    }
  }

  private void tables() {
    for (Kind kind : Kind.values()) {
      List<Cell> cells =
          results.cells().stream().filter(cell -> cell.workload().kind() == kind).toList();
      if (!cells.isEmpty()) {
        page.heading(2, kind.title());
      }
      for (Cell cell : cells) {
        WorkloadTable table = new WorkloadTable(cell, results.settings().baseline());
        page.heading(3, cell.workload().name());
        page.paragraph(rounds(cell));
        page.table(table.header(), table.rows());
      }
    }
  }

  private String rounds(Cell cell) {
    int wanted = results.settings().rounds(cell.workload().kind());
    int counted =
        cell.outcomes().stream().mapToInt(outcome -> outcome.validRuns().size()).max().orElse(0);
    String rounds = counted == 1 ? "1 round" : counted + " rounds";
    return counted < wanted ? rounds + "; there was no time for all " + wanted : rounds;
  }

  private void streamOrCalls() {
    List<List<String>> rows =
        results.subjects().stream()
            .map(subject -> StreamOrCalls.row(results, subject.name()))
            .flatMap(Optional::stream)
            .toList();
    if (!rows.isEmpty()) {
      page.heading(2, "One stream or many calls");
      page.paragraph(
          "An int64 sent and answered, a second: as one message of a stream in full duplex, as"
              + " ping-pong on a stream, as a unary call, and as unary calls of 100 callers. Medians,"
              + " and how many times the stream is faster than one caller and than a hundred.");
      page.table(StreamOrCalls.HEADER, rows);
    }
  }

  private void subjects() {
    page.heading(2, "Subjects");
    page.table(
        List.of("subject", "version", "language", "transport", "tuning"),
        results.subjects().stream()
            .map(s -> List.of(s.name(), s.version(), s.language(), s.transport(), s.tuning()))
            .toList());
  }
}
