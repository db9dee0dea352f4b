package dev.sluice.bench;

import dev.sluice.bench.Ratio.Rival;
import dev.sluice.bench.Results.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Compares subjects: round by round, so that what disturbs a round disturbs both sides of it. */
final class Ratios {
  private static final String RAW_TCP = "tcp-protobuf";

  private Ratios() {}

  /** The median of the quotients of all rounds in which both have the figure. */
  static OptionalDouble between(Outcome subject, Outcome peer, Metric metric) {
    List<Double> quotients = new ArrayList<>();
    for (Run run : subject.validRuns()) {
      peer.validRuns().stream()
          .filter(other -> other.round() == run.round())
          .findFirst()
          .flatMap(other -> quotient(metric.of(run), metric.of(other)))
          .ifPresent(quotients::add);
    }
    return Summary.of(quotients.stream().mapToDouble(Double::doubleValue).toArray())
        .map(summary -> OptionalDouble.of(summary.median()))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<Double> quotient(OptionalDouble of, OptionalDouble by) {
    return of.isPresent() && by.isPresent() && by.getAsDouble() > 0
        ? Optional.of(of.getAsDouble() / by.getAsDouble())
        : Optional.empty();
  }

  /** Every Sluice subject against its rivals, workload by workload. */
  static List<Ratio> all(Results results) {
    List<Ratio> ratios = new ArrayList<>();
    for (Cell cell : results.cells()) {
      for (Outcome outcome : cell.outcomes()) {
        if (results.group(outcome.subject()) == Group.SLUICE) {
          for (Rival rival : Rival.values()) {
            rival(results, cell, rival)
                .ifPresent(peer -> ratios.addAll(compare(cell.workload(), outcome, rival, peer)));
          }
        }
      }
    }
    return ratios;
  }

  private static List<Ratio> compare(
      Workload workload, Outcome subject, Rival rival, Outcome peer) {
    Kind kind = workload.kind();
    List<Ratio> ratios = new ArrayList<>();
    for (Metric metric : kind.compared()) {
      between(subject, peer, metric)
          .ifPresent(value ->
              ratios.add(
                  new Ratio(
                      workload.name(),
                      metric,
                      metric == kind.primary(),
                      subject.subject(),
                      rival,
                      peer.subject(),
                      value)));
    }
    return ratios;
  }

  private static Optional<Outcome> rival(Results results, Cell cell, Rival rival) {
    return switch (rival) {
      case BEST_GRPC_JAVA -> best(results, cell, group -> group == Group.GRPC_JAVA);
      case BEST_PEER ->
          best(results, cell, group -> group == Group.GRPC_JAVA || group == Group.PEER);
      case RAW_TCP -> cell.of(RAW_TCP);
    };
  }

  /** By the median of what the workload is about. */
  private static Optional<Outcome> best(Results results, Cell cell, Predicate<Group> groups) {
    Metric primary = cell.workload().kind().primary();
    Comparator<Outcome> byMedian =
        Comparator.comparingDouble(
            outcome -> primary.summary(outcome).map(Summary::median).orElseThrow());
    return cell.outcomes().stream()
        .filter(outcome -> groups.test(results.group(outcome.subject())))
        .filter(outcome -> primary.summary(outcome).isPresent())
        .max(primary.higherIsBetter() ? byMedian : byMedian.reversed());
  }
}
