package dev.sluice.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A figure that is computed from the raw numbers of a run. */
enum Metric {
  RATE("messages/s", Unit.PER_SECOND, true),
  P50("p50", Unit.NANOS, true),
  P99("p99", Unit.NANOS, true),
  P999("p99.9", Unit.NANOS, true),
  /** For a million messages, as those of each side. */
  CPU("CPU", Unit.CPU_SECONDS, false),
  CLIENT_CPU("client CPU", Unit.CPU_SECONDS, false),
  SERVER_CPU("server CPU", Unit.CPU_SECONDS, false),
  CLIENT_PEAK("client peak", Unit.BYTES, false),
  SERVER_PEAK("server peak", Unit.BYTES, false),
  /** For an idle stream, as those of each side. */
  MEMORY("per stream", Unit.BYTES, true),
  CLIENT_MEMORY("client", Unit.BYTES, true),
  SERVER_MEMORY("server", Unit.BYTES, true),
  START("to first answer", Unit.NANOS, true),
  SERVER_START("server ready", Unit.NANOS, true),
  CLIENT_START("client answered", Unit.NANOS, true),
  /** What other processes took of the machine meanwhile. */
  OTHERS("other processes", Unit.SHARE, false),
  /** What of the time that a run took its client does not account for. */
  UNCLAIMED("unclaimed", Unit.SHARE, false);

  private static final double MILLION = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final String label;
  private final Unit unit;
  private final boolean hasRange;

  Metric(String label, Unit unit, boolean hasRange) {
    this.label = label;
    this.unit = unit;
    this.hasRange = hasRange;
  }

  String label() {
    return label;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Unit unit() {
    return unit;
  }

  boolean higherIsBetter() {
    return this == RATE;
  }

  /** Whether tables show its minimum and maximum. */
  boolean hasRange() {
    return hasRange;
  }

  /** The figure, if all that it takes was measured. */
  OptionalDouble of(Run run) {
    double value = value(run);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Optional<Summary> summary(Outcome outcome) {
    return Summary.of(
        outcome.validRuns().stream()
            .map(this::of)
            .flatMapToDouble(OptionalDouble::stream)
            .toArray());
  }

  private double value(Run run) {
    return switch (this) {
      case RATE -> run.messages() * NANOS_PER_SECOND / run.nanos();
      case P50 -> latency(run, Latency::p50);
      case P99 -> run.messages() < 100 ? Double.NaN : latency(run, Latency::p99);
      case P999 -> run.messages() < 1_000 ? Double.NaN : latency(run, Latency::p999);
      case CPU -> both(run, Side::cpuSeconds) * MILLION / run.messages();
      case CLIENT_CPU -> client(run, Side::cpuSeconds) * MILLION / run.messages();
      case SERVER_CPU -> server(run, Side::cpuSeconds) * MILLION / run.messages();
      case CLIENT_PEAK -> client(run, Side::peakBytes);
      case SERVER_PEAK -> server(run, Side::peakBytes);
      case MEMORY -> both(run, Side::idleGrowth) / run.messages();
      case CLIENT_MEMORY -> client(run, Side::idleGrowth) / run.messages();
      case SERVER_MEMORY -> server(run, Side::idleGrowth) / run.messages();
      case START -> both(run, Side::startNanos);
      case SERVER_START -> server(run, Side::startNanos);
      case CLIENT_START -> client(run, Side::startNanos);
      case OTHERS -> orNaN(run.others());
      case UNCLAIMED -> 1 - (double) run.nanos() / run.elapsedNanos();
    };
  }

  private static double client(Run run, Function<Side, @Nullable Number> of) {
    return orNaN(of.apply(run.client()));
  }

  private static double server(Run run, Function<Side, @Nullable Number> of) {
    return run.server() == null ? Double.NaN : orNaN(of.apply(run.server()));
  }

  /** The client's alone, if there is no server's process. */
  private static double both(Run run, Function<Side, @Nullable Number> of) {
    return run.server() == null ? client(run, of) : client(run, of) + server(run, of);
  }

  private static double latency(Run run, Function<Latency, Long> percentile) {
    return run.latency() == null ? Double.NaN : percentile.apply(run.latency());
  }

  private static double orNaN(@Nullable Number number) {
    return number == null ? Double.NaN : number.doubleValue();
  }
}
