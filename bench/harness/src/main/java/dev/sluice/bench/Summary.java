package dev.sluice.bench;

import java.util.Arrays;
import java.util.Optional;

/** What is said of a figure that was measured in several rounds. */
record Summary(double median, double min, double max) {
  static Optional<Summary> of(double[] values) {
    if (values.length == 0) {
      return Optional.empty();
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Summary(median, sorted[0], sorted[sorted.length - 1]));
  }

  /** How far apart the extremes are, as a share of the median. */
  double spread() {
    return median == 0 ? 0 : (max - min) / Math.abs(median);
  }
}
