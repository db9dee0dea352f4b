package dev.sluice.bench;

import java.util.List;

/** How long everything should take, and what time there is for it. */
final class TimePlan {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double START_SECONDS = 1.5;
  private static final double SETTLE_SECONDS = 1.5;
  private static final double SECONDS_PER_STREAM = 1e-4;

  /** Before so much is done, the estimate is taken as it is. */
  private static final double TELLING_SHARE = 0.05;

  private final double[] endsAt;
  private final double limitSeconds;
  private final long start = System.nanoTime();

  TimePlan(List<Workload> workloads, int subjects, Settings settings) {
    this.limitSeconds = settings.limitSeconds();
    this.endsAt = new double[workloads.size()];
    double sum = 0;
    for (int i = 0; i < endsAt.length; i++) {
      sum += subjects * estimate(workloads.get(i), settings);
      endsAt[i] = sum;
    }
  }

  private static double estimate(Workload workload, Settings settings) {
    int rounds = settings.rounds(workload.kind());
    return switch (workload.kind()) {
      case STARTUP -> rounds * START_SECONDS;
      case IDLE ->
          rounds * (START_SECONDS + SETTLE_SECONDS + workload.streams() * SECONDS_PER_STREAM);
      default ->
          START_SECONDS
              + (settings.warmUpSeconds() + settings.maxWarmUpSeconds()) / 2
              + rounds * settings.seconds();
    };
  }

  double elapsed() {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  /** When a workload must have ended, so that those behind it have the time that they need. */
  double deadline(int workload) {
    double share = limitSeconds * endsAt[workload] / total();
    double neededBehind = total() - endsAt[workload];
    return Math.max(share, limitSeconds - neededBehind);
  }

  boolean isOver() {
    return elapsed() >= limitSeconds;
  }

  /**
   * What is still to come, judged by how long it took so far.
   *
   * @param workload which one is going on
   * @param share how much of it is done, 0 to 1
   */
  double remaining(int workload, double share) {
    double begun = workload == 0 ? 0 : endsAt[workload - 1];
    double done = begun + share * (endsAt[workload] - begun);
    double pace = done < total() * TELLING_SHARE ? 1 : elapsed() / done;
    return Math.clamp((total() - done) * pace, 0, Math.max(0, limitSeconds - elapsed()));
  }

  private double total() {
    return endsAt[endsAt.length - 1];
  }
}
