package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much faster one stream is than many calls, for one subject. */
final class StreamOrCalls {
  static final List<String> HEADER =
      List.of("subject", "stream", "ping-pong", "unary", "unary × 100", "to unary", "to × 100");

  private static final List<String> WORKLOADS =
      List.of("exchange-int64", "pingpong-1", "unary-1", "unary-100");

  private StreamOrCalls() {}

  /** Nothing, unless the subject has done all four. */
  static Optional<List<String>> row(Results results, String subject) {
    List<Double> rates = new ArrayList<>();
    for (String workload : WORKLOADS) {
      results
          .cell(workload)
          .flatMap(cell -> cell.of(subject))
          .flatMap(Metric.RATE::summary)
          .ifPresent(summary -> rates.add(summary.median()));
    }
    if (rates.size() < WORKLOADS.size()) {
      return Optional.empty();
    }
    List<String> row = new ArrayList<>(List.of(subject));
    rates.forEach(rate -> row.add(Unit.PER_SECOND.format(rate)));
    row.add(Unit.digits(rates.get(0) / rates.get(2)));
    row.add(Unit.digits(rates.get(0) / rates.get(3)));
    return Optional.of(row);
  }
}
