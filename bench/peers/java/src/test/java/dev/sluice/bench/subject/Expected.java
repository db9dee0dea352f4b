package dev.sluice.bench.subject;

/** What a run must come to, worked out without the code that is tested. */
record Expected(long messages, long checksum) {
  static Expected of(int streams, long perStream, int payload) {
    long sum = 0;
    for (int stream = 0; stream < streams; stream++) {
      long checksum = 0;
      for (long value = stream * perStream; value < (stream + 1) * perStream; value++) {
        checksum = checksum * 31 + value + payload + (payload == 0 ? 0 : (payload - 1) % 256);
      }
      sum += checksum;
    }
    return new Expected(streams * perStream, sum);
  }

  String words() {
    return "messages=" + messages + " checksum=" + checksum;
  }
}
