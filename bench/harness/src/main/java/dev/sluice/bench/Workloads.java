package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/** The sets of workloads. */
final class Workloads {
  private static final List<Kind> FLOWS = List.of(Kind.DOWNLOAD, Kind.UPLOAD, Kind.EXCHANGE);
  private static final int[] PAYLOADS = {0, 128, 1 << 10, 64 << 10, 1 << 20};
  private static final int[] STREAMS = {10, 100, 1_000};
  private static final int CONNECTIONS = 8;

  private Workloads() {}

  static List<Workload> full() {
    List<Workload> all = new ArrayList<>();
    for (Kind flow : FLOWS) {
      for (int payload : PAYLOADS) {
        all.add(new Workload(flow, payload, 1, 1));
      }
      for (int streams : STREAMS) {
        all.add(new Workload(flow, 0, streams, 1));
      }
      all.add(new Workload(flow, 0, CONNECTIONS, CONNECTIONS));
    }
    for (Kind kind : List.of(Kind.PINGPONG, Kind.UNARY, Kind.SETUP)) {
      all.add(new Workload(kind, 0, 1, 1));
      all.add(new Workload(kind, 0, 100, 1));
    }
    all.add(new Workload(Kind.STARTUP, 0, 1, 1));
    all.add(new Workload(Kind.IDLE, 0, 10_000, 1));
    all.add(new Workload(Kind.IDLE, 0, 100_000, 1));
    return List.copyOf(all);
  }

  static List<Workload> quick() {
    List<String> names =
        List.of("download-int64", "upload-int64", "exchange-int64", "pingpong-1", "idle-10000");
    return full().stream().filter(workload -> names.contains(workload.name())).toList();
  }
}
