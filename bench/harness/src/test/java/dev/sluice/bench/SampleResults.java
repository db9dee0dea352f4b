package dev.sluice.bench;

import dev.sluice.bench.Outcome.Trouble;
import dev.sluice.bench.Results.Cell;
import dev.sluice.bench.Results.LeftOut;
import dev.sluice.bench.Results.SubjectFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results as a run might have them, with made-up figures. */
final class SampleResults {
  /** How fast a subject is, compared with the first. */
  private static final Map<String, Double> SPEEDS =
      Map.ofEntries(
          Map.entry("sluice-netty", 1.0),
          Map.entry("sluice-inprocess", 1.6),
          Map.entry("grpc-java-default", 0.1),
          Map.entry("grpc-java-direct", 1.3),
          Map.entry("grpc-java-blocking", 0.08),
          Map.entry("grpc-kotlin", 0.12),
          Map.entry("vertx", 0.5),
          Map.entry("armeria", 0.6),
          Map.entry("helidon", 0.3),
          Map.entry("grpc-go", 1.1),
          Map.entry("tonic", 1.4),
          Map.entry("tcp-protobuf", 12.0),
          Map.entry("tcp-bytes", 20.0));

  static final List<SubjectFacts> SUBJECTS =
      List.of(
          facts("sluice-netty", Group.SLUICE),
          facts("sluice-inprocess", Group.SLUICE),
          facts("grpc-java-default", Group.GRPC_JAVA),
          facts("grpc-java-direct", Group.GRPC_JAVA),
          facts("grpc-java-blocking", Group.GRPC_JAVA),
          facts("grpc-kotlin", Group.PEER),
          facts("vertx", Group.PEER),
          facts("armeria", Group.PEER),
          facts("helidon", Group.PEER),
          facts("grpc-go", Group.PEER),
          facts("tonic", Group.PEER),
          facts("tcp-protobuf", Group.LIMIT),
          facts("tcp-bytes", Group.LIMIT));

  private SampleResults() {}

  private static SubjectFacts facts(String name, Group group) {
    return new SubjectFacts(name, "Java", "HTTP/2", group, "1.2.3", "tuning of " + name);
  }

  static Results of(List<Cell> cells) {
    return new Results(
        "2026-01-02",
        "0123456789ab",
        new Machine("A CPU", 2, 8L << 30, "A Linux", "Linux 6.0", "A JDK"),
        new Settings(
            false,
            5,
            5,
            0.8,
            4,
            16,
            60,
            60,
            "grpc-java-default",
            List.of("-Xmx1024m"),
            List.of("-Xmx2048m")),
        SUBJECTS,
        List.of(new LeftOut("zig", "skipped: needs zig, which is not on the PATH", false)),
        cells);
  }

  /** All workloads; tcp-bytes fails at one, helidon does not get to 100,000 idle streams. */
  static Results full() {
    List<Cell> cells = new ArrayList<>();
    for (Workload workload : Workloads.full()) {
      cells.add(
          new Cell(
              workload,
              SUBJECTS.stream().map(subject -> outcome(workload, subject.name())).toList()));
    }
    return of(cells);
  }

  private static Outcome outcome(Workload workload, String subject) {
    if (subject.equals("tcp-bytes") && workload.name().equals("upload-int64")) {
      return failed(subject, Trouble.FAILED, "wrong count: 99 of 100");
    }
    if (subject.equals("helidon") && workload.name().equals("idle-100000")) {
      return failed(subject, Trouble.NOT_REACHED, "died with exit code 137");
    }
    List<Run> runs = new ArrayList<>();
    for (int round = 1; round <= 5; round++) {
      runs.add(run(workload, subject, round));
    }
    return new Outcome(subject, null, null, runs);
  }

  static Outcome failed(String subject, Trouble trouble, String reason) {
    return new Outcome(subject, trouble, reason, List.of());
  }

  private static Run run(Workload workload, String subject, int round) {
    double speed = SPEEDS.get(subject) * (1 + round / 50.0);
    return switch (workload.kind()) {
      case STARTUP -> startUp(round, (long) (4e8 / speed));
      case IDLE -> idle(round, workload.streams(), (long) (4_000 / speed));
      default -> steady(workload, round, speed);
    };
  }

  private static Run steady(Workload workload, int round, double speed) {
    double ofPayload = 1 + workload.payload() / 500.0;
    double ofKind = workload.kind().isTimed() || workload.kind() == Kind.SETUP ? 40 : 1;
    long messages = (long) (1e6 * speed / ofPayload / ofKind);
    Latency latency =
        workload.kind().isTimed()
            ? new Latency((long) (2e4 / speed), (long) (6e4 / speed), (long) (3e5 / speed))
            : null;
    return new Run(
        round,
        messages,
        800_000_000,
        801_000_000,
        latency,
        Side.cost(0.7, 200L << 20),
        Side.cost(0.6, 150L << 20),
        0.01);
  }

  private static Run startUp(int round, long nanos) {
    return new Run(
        round, 1, nanos / 10, nanos, null, Side.start(nanos), Side.start(nanos / 2), null);
  }

  private static Run idle(int round, int streams, long bytes) {
    Side client = Side.idle(50L << 20, (50L << 20) + streams * bytes);
    Side server = Side.idle(40L << 20, (40L << 20) + streams * bytes / 2);
    return new Run(round, streams, 900_000_000, 990_000_000, null, client, server, 0.0);
  }

  /** A run of which only the messages a second matter. */
  static Run rate(int round, long messagesPerSecond) {
    return new Run(
        round,
        messagesPerSecond,
        1_000_000_000,
        1_000_000_000,
        null,
        Side.cost(1.0, null),
        null,
        0.0);
  }

  /** Rounds 1, 2 and so on, of which only the messages a second matter. */
  static Outcome rates(String subject, long... messagesPerSecond) {
    List<Run> runs = new ArrayList<>();
    for (long rate : messagesPerSecond) {
      runs.add(rate(runs.size() + 1, rate));
    }
    return new Outcome(subject, null, null, runs);
  }
}
