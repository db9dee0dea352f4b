package dev.sluice.bench;

import dev.sluice.bench.Results.Cell;
import dev.sluice.bench.Results.SubjectFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Draws what can be drawn of some results. */
final class Charts {
  /** A chart that was drawn. */
  record Chart(String file, String title) {}

  /** A category of a chart: what is shown of which workload. */
  private record Point(String label, String workload, Metric metric) {}

  private static final List<Kind> FLOWS = List.of(Kind.DOWNLOAD, Kind.UPLOAD, Kind.EXCHANGE);
  private static final String RATE = "messages per second";

  private final Results results;
  private final Path directory;
  private final Palette palette;
  private final List<Chart> drawn = new ArrayList<>();

  private Charts(Results results, Path directory) {
    this.results = results;
    this.directory = directory;
    this.palette = new Palette(results.subjects());
  }

  /** Draws into a directory, which is made if need be. */
  static List<Chart> draw(Results results, Path directory) throws IOException {
    Files.createDirectories(directory);
    Charts charts = new Charts(results, directory);
    charts.draw();
    return charts.drawn;
  }

  private void draw() throws IOException {
    bars(
        "throughput",
        "Throughput of one stream, int64",
        RATE,
        1,
        List.of(
            new Point("server streaming", "download-int64", Metric.RATE),
            new Point("client streaming", "upload-int64", Metric.RATE),
            new Point("bidirectional", "exchange-int64", Metric.RATE)));
    for (Kind flow : FLOWS) {
      lines(flow, "payload", "one stream", w -> w.streams() == 1, Charts::size);
    }
    for (Kind flow : FLOWS) {
      lines(
          flow,
          "streams",
          "int64, one connection",
          w -> w.payload() == 0 && w.connections() == 1,
          w -> String.valueOf(w.streams()));
    }
    latency("pingpong-1", "Ping-pong on one stream");
    latency("pingpong-100", "Ping-pong on 100 streams");
    cpu();
    memory();
    bars(
        "startup",
        "Time from process start",
        "milliseconds",
        1e6,
        List.of(
            new Point("server ready", "startup", Metric.SERVER_START),
            new Point("client's first call answered", "startup", Metric.CLIENT_START),
            new Point("both", "startup", Metric.START)));
  }

  private static String size(Workload workload) {
    return workload.payload() == 0 ? "int64" : Workload.sizeName(workload.payload());
  }

  private void lines(
      Kind kind,
      String by,
      String rest,
      Function<Workload, Boolean> isShown,
      Function<Workload, String> label)
      throws IOException {
    List<Point> points =
        results.cells().stream()
            .map(Cell::workload)
            .filter(workload -> workload.kind() == kind && isShown.apply(workload))
            .map(workload -> new Point(label.apply(workload), workload.name(), Metric.RATE))
            .toList();
    if (points.size() > 1) {
      String title = kind.title() + " by " + by + " (" + rest + ")";
      draw(kind.word() + "-by-" + by, title, by, RATE, 1, points, false);
    }
  }

  private void latency(String workload, String title) throws IOException {
    bars(
        "latency-" + workload,
        title,
        "microseconds",
        1e3,
        List.of(
            new Point("p50", workload, Metric.P50),
            new Point("p99", workload, Metric.P99),
            new Point("p99.9", workload, Metric.P999)));
  }

  private void cpu() throws IOException {
    bars(
        "cpu",
        "CPU time of client and server",
        "seconds per million messages",
        1,
        List.of(
            new Point("server streaming", "download-int64", Metric.CPU),
            new Point("client streaming", "upload-int64", Metric.CPU),
            new Point("bidirectional", "exchange-int64", Metric.CPU),
            new Point("ping-pong", "pingpong-1", Metric.CPU),
            new Point("unary", "unary-1", Metric.CPU)));
  }

  private void memory() throws IOException {
    bars(
        "memory",
        "Memory for each idle open stream",
        "KiB",
        1 << 10,
        List.of(
            new Point("client, 10 k", "idle-10000", Metric.CLIENT_MEMORY),
            new Point("server, 10 k", "idle-10000", Metric.SERVER_MEMORY),
            new Point("client, 100 k", "idle-100000", Metric.CLIENT_MEMORY),
            new Point("server, 100 k", "idle-100000", Metric.SERVER_MEMORY)));
  }

  private void bars(String file, String title, String yTitle, double unit, List<Point> points)
      throws IOException {
    draw(file, title, "", yTitle, unit, points, true);
  }

  private void draw(
      String file,
      String title,
      String xTitle,
      String yTitle,
      double unit,
      List<Point> wanted,
      boolean isBars)
      throws IOException {
    List<Point> points =
        wanted.stream().filter(point -> results.cell(point.workload()).isPresent()).toList();
    Map<String, List<@Nullable Double>> series = new LinkedHashMap<>();
    for (SubjectFacts subject : results.subjects()) {
      List<@Nullable Double> values = new ArrayList<>();
      points.forEach(point -> values.add(value(point, subject.name(), unit)));
      if (values.stream().anyMatch(Objects::nonNull)) {
        series.put(subject.name(), values);
      }
    }
    if (series.isEmpty()) {
      return;
    }
    List<String> labels = points.stream().map(Point::label).toList();
    String name = file + ".svg";
    new Drawing(title, xTitle, yTitle, isBars, labels, series)
        .write(directory.resolve(name), palette);
    drawn.add(new Chart(name, title));
  }

  /** The median; null also if it is not above 0, which has no place on a logarithmic scale. */
  private @Nullable Double value(Point point, String subject, double unit) {
    Optional<Double> median =
        results
            .cell(point.workload())
            .flatMap(cell -> cell.of(subject))
            .flatMap(point.metric()::summary)
            .map(summary -> summary.median() / unit)
            .filter(value -> value > 0);
    return median.isPresent() ? median.get() : null;
  }
}
