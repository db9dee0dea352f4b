package dev.sluice.bench;

/**
 * A figure of a subject, divided by a peer's.
 *
 * @param workload its name
 * @param isPrimary whether it is the figure that the workload is about
 */
record Ratio(
    String workload,
    Metric metric,
    boolean isPrimary,
    String subject,
    Rival rival,
    String peer,
    double value) {
  /** Whom Sluice is compared with. */
  enum Rival {
    BEST_GRPC_JAVA("best grpc-java"),
    BEST_PEER("best of all"),
    RAW_TCP("raw TCP");

    private final String label;

    Rival(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** For scripts. */
  String line() {
    String figure = isPrimary ? workload : workload + ":" + metric.word();
    return "ratio " + figure + " " + subject + "/" + peer + " " + Unit.digits(value);
  }
}
