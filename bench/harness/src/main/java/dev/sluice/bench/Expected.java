package dev.sluice.bench;

/** What a run must come to, computed here. */
record Expected(long messages, long checksum) {
  private static final int BASE = 31;

  static Expected of(Workload workload, long messages) {
    long perStream = messages / workload.streams();
    long ofPayload = payloadTerm(workload.payload());
    long checksum = 0;
    for (int stream = 0; stream < workload.streams(); stream++) {
      checksum += fold(stream * perStream, perStream, ofPayload);
    }
    return new Expected(perStream * workload.streams(), checksum);
  }

  private static long fold(long first, long count, long ofPayload) {
    long checksum = 0;
    for (long value = first; value < first + count; value++) {
      checksum = checksum * BASE + value + ofPayload;
    }
    return checksum;
  }

  /** The length of a payload, and its last byte. */
  private static long payloadTerm(int payload) {
    return payload == 0 ? 0 : payload + ((payload - 1) & 0xFF);
  }

  void check(Answer answer) throws PeerFailure {
    if (answer.get("messages") != messages) {
      throw PeerFailure.wrong("wrong count: " + answer.get("messages") + " of " + messages);
    }
    if (answer.get("checksum") != checksum) {
      throw PeerFailure.wrong(
          "wrong checksum: " + answer.get("checksum") + " instead of " + checksum);
    }
  }
}
