package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why the figures of a subject that has done its work are doubtful all the same. */
final class Disturbance {
  /** Of the median, between minimum and maximum. */
  private static final double WIDE_SPREAD = 0.5;

  /** Of all CPUs. */
  private static final double MUCH_FOR_OTHERS = 0.1;

  /** Of what a run took as seen from here; a client only leaves out to prepare and to sort. */
  private static final double MUCH_UNCLAIMED = 0.5;

  private Disturbance() {}

  /** Nothing, if nothing disturbed it. */
  static Optional<String> of(Outcome outcome, Kind kind) {
    List<String> reasons = new ArrayList<>();
    kind.primary()
        .summary(outcome)
        .map(Summary::spread)
        .filter(spread -> spread > WIDE_SPREAD)
        .ifPresent(spread -> reasons.add("spread " + share(spread)));
    Metric.OTHERS
        .summary(outcome)
        .map(Summary::median)
        .filter(others -> others > MUCH_FOR_OTHERS)
        .ifPresent(others -> reasons.add("others " + share(others)));
    if (!kind.isFresh()) {
      Metric.UNCLAIMED
          .summary(outcome)
          .map(Summary::median)
          .filter(unclaimed -> unclaimed > MUCH_UNCLAIMED)
          .ifPresent(unclaimed -> reasons.add("clock leaves out " + share(unclaimed)));
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", reasons));
  }

  private static String share(double share) {
    return Unit.SHARE.format(share);
  }
}
