package dev.sluice.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets a pair of processes do one workload, and measures each run. */
final class Work {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Pair pair;
  private final Workload workload;
  private final Duration limit;
  private @Nullable Expected expected;

  /**
   * @param limit how long one run may take
   */
  Work(Pair pair, Workload workload, Duration limit) {
    this.pair = pair;
    this.workload = workload;
    this.limit = limit;
  }

  /**
   * Does one run.
   *
   * @param round 0 in the warm-up
   * @throws PeerFailure also if count or checksum are wrong
   */
  Run run(int round, long messages) throws PeerFailure, InterruptedException {
    Expected wanted = expect(messages);
    CostMeter clientMeter = new CostMeter(pair.client());
    CostMeter serverMeter = pair.server() == null ? null : new CostMeter(pair.server());
    Double busyBefore = BusyTime.seconds();
    long start = System.nanoTime();
    Answer answer = pair.client().ask(workload.command(messages), limit);
    long elapsed = System.nanoTime() - start;
    Double busyAfter = BusyTime.seconds();
    Side client = clientMeter.read();
    Side server = serverMeter == null ? null : serverMeter.read();
    wanted.check(answer);
    long claimed = answer.get("nanos");
    if (claimed <= 0 || claimed > elapsed) {
      throw PeerFailure.wrong("claims " + claimed + " ns for what took " + elapsed + " ns");
    }
    Double others = others(busyBefore, busyAfter, client, server, elapsed / NANOS_PER_SECOND);
    return new Run(round, messages, claimed, elapsed, latency(answer), client, server, others);
  }

  private Expected expect(long messages) {
    Expected known = expected;
    if (known == null || known.messages() != messages) {
      known = Expected.of(workload, messages);
      expected = known;
    }
    return known;
  }

  private @Nullable Latency latency(Answer answer) throws PeerFailure {
    return workload.kind().isTimed()
        ? new Latency(answer.get("p50"), answer.get("p99"), answer.get("p999"))
        : null;
  }

  private static @Nullable Double others(
      @Nullable Double busyBefore,
      @Nullable Double busyAfter,
      Side client,
      @Nullable Side server,
      double elapsed) {
    Double ofClient = client.cpuSeconds();
    Double ofServer = server == null ? Double.valueOf(0) : server.cpuSeconds();
    if (busyBefore == null || busyAfter == null || ofClient == null || ofServer == null) {
      return null;
    }
    double ofOthers = busyAfter - busyBefore - ofClient - ofServer;
    double share = ofOthers / (elapsed * Runtime.getRuntime().availableProcessors());
    return Unit.rounded(Math.max(0, share), 3);
  }
}
