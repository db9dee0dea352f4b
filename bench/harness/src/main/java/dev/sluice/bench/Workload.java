package dev.sluice.bench;

/**
 * One cell of the bench: what is done, with what, and on how much.
 *
 * @param payload bytes of an item's payload; 0 for an item that is one int64
 * @param streams concurrent streams, or callers
 */
record Workload(Kind kind, int payload, int streams, int connections) {
  String name() {
    return switch (kind) {
      case DOWNLOAD, UPLOAD, EXCHANGE -> kind.word() + "-" + size() + concurrency();
      case PINGPONG, UNARY, SETUP, IDLE -> kind.word() + "-" + streams;
      case STARTUP -> kind.word();
    };
  }

  private String size() {
    return payload == 0 ? "int64" : sizeName(payload);
  }

  static String sizeName(int bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + "KiB" : bytes + "B";
  }

  private String concurrency() {
    if (connections > 1) {
      return "-" + connections + "-connections";
    }
    return streams > 1 ? "-" + streams + "-streams" : "";
  }

  /** The command that makes a client do it. */
  String command(long messages) {
    return String.format(
        "run workload=%s payload=%d streams=%d connections=%d messages=%d",
        kind.word(), payload, streams, connections, messages);
  }
}
