package dev.sluice.bench;

import static dev.sluice.bench.Metric.CLIENT_CPU;
import static dev.sluice.bench.Metric.CLIENT_MEMORY;
import static dev.sluice.bench.Metric.CLIENT_PEAK;
import static dev.sluice.bench.Metric.CLIENT_START;
import static dev.sluice.bench.Metric.CPU;
import static dev.sluice.bench.Metric.MEMORY;
import static dev.sluice.bench.Metric.P50;
import static dev.sluice.bench.Metric.P99;
import static dev.sluice.bench.Metric.P999;
import static dev.sluice.bench.Metric.RATE;
import static dev.sluice.bench.Metric.SERVER_CPU;
import static dev.sluice.bench.Metric.SERVER_MEMORY;
import static dev.sluice.bench.Metric.SERVER_PEAK;
import static dev.sluice.bench.Metric.SERVER_START;
import static dev.sluice.bench.Metric.START;

import java.util.List;
import java.util.Locale;

/** What the streams of a workload do. */
enum Kind {
  DOWNLOAD("Server streaming"),
  UPLOAD("Client streaming"),
  EXCHANGE("Bidirectional streaming"),
  PINGPONG("Ping-pong on open streams"),
  UNARY("Unary calls"),
  SETUP("Stream set-up"),
  STARTUP("Start"),
  IDLE("Memory of idle streams");

  private final String title;

  Kind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its tables show. */
  List<Metric> columns() {
    return switch (this) {
      case DOWNLOAD, UPLOAD, EXCHANGE, SETUP ->
          List.of(RATE, CLIENT_CPU, SERVER_CPU, CLIENT_PEAK, SERVER_PEAK);
      case PINGPONG ->
          List.of(P50, P99, P999, RATE, CLIENT_CPU, SERVER_CPU, CLIENT_PEAK, SERVER_PEAK);
      case UNARY -> List.of(RATE, P50, P99, P999, CLIENT_CPU, SERVER_CPU, CLIENT_PEAK, SERVER_PEAK);
      case STARTUP -> List.of(START, SERVER_START, CLIENT_START);
      case IDLE -> List.of(MEMORY, CLIENT_MEMORY, SERVER_MEMORY);
    };
  }

  /** What ratios are computed of; the first is what the best is chosen by. */
  List<Metric> compared() {
    return switch (this) {
      case DOWNLOAD, UPLOAD, EXCHANGE, SETUP -> List.of(RATE, CPU);
      case PINGPONG -> List.of(P50, P99, P999, CPU);
      case UNARY -> List.of(RATE, P50, P99, P999, CPU);
      case STARTUP -> List.of(START);
      case IDLE -> List.of(MEMORY);
    };
  }

  Metric primary() {
    return compared().getFirst();
  }

  /** Whether each round trip is timed, so that an answer has percentiles. */
  boolean isTimed() {
    return this == PINGPONG || this == UNARY;
  }

  /** Whether every round takes new processes. */
  boolean isFresh() {
    return this == IDLE || this == STARTUP;
  }
}
