package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Warms a pair up, and finds how many messages make a run of the wanted length. */
final class WarmUp {
  private static final long MAX_MESSAGES = 500_000_000;

  /** So many round trips a client keeps the times of. */
  private static final long MAX_TIMED_MESSAGES = 200_000;

  private static final long FIRST_MESSAGES = 100;
  private static final long FIRST_BYTES = 4 << 20;
  private static final int MAX_RUNS = 100;
  private static final int TELLING_RUNS = 2;
  private static final double FASTER = 1.05;
  private static final double LONG_ENOUGH = 0.7;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Workload workload;
  private final Settings settings;

  WarmUp(Workload workload, Settings settings) {
    this.workload = workload;
    this.settings = settings;
  }

  /**
   * Doubles the messages until a run takes as long as it should, and goes on at that length until
   * that gets no faster.
   *
   * @return the messages of each counted run
   */
  long run(Work work) throws PeerFailure, InterruptedException {
    long messages = first();
    double total = 0;
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < MAX_RUNS && !isDone(rates, total); i++) {
      double seconds = work.run(0, messages).nanos() / NANOS_PER_SECOND;
      // The first run of a new process is slow, however little it does.
      total += i == 0 ? 0 : seconds;
      if (seconds >= settings.seconds() * LONG_ENOUGH || messages == max()) {
        rates.add(messages / seconds);
        messages = scale(messages, settings.seconds() / seconds);
      } else {
        messages = scale(messages, 2);
      }
    }
    return messages;
  }

  /** Whether a JVM, say, has compiled what it will compile. */
  private boolean isDone(List<Double> rates, double total) {
    int before = rates.size() - TELLING_RUNS;
    if (before < 1 || total < settings.warmUpSeconds()) {
      return false;
    }
    double fastest = Collections.max(rates.subList(0, before));
    double fastestNow = Collections.max(rates.subList(before, rates.size()));
    return fastestNow < fastest * FASTER || total >= settings.maxWarmUpSeconds();
  }

  private long first() {
    long messages =
        workload.payload() == 0
            ? FIRST_MESSAGES
            : Math.min(FIRST_MESSAGES, FIRST_BYTES / workload.payload());
    return scale(Math.max(1, messages), 1);
  }

  private long max() {
    return multiple(workload.kind().isTimed() ? MAX_TIMED_MESSAGES : MAX_MESSAGES);
  }

  /** The next multiple of the streams, within bounds. */
  private long scale(long messages, double factor) {
    double wanted = Math.min(messages * factor, (double) max());
    return Math.min(max(), multiple((long) wanted + workload.streams() - 1));
  }

  private long multiple(long messages) {
    return Math.max(1, messages / workload.streams()) * workload.streams();
  }
}
