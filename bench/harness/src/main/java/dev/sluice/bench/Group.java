package dev.sluice.bench;

/** What kind of subject one is. */
enum Group {
  SLUICE("sluice"),
  GRPC_JAVA("grpc-java"),
  PEER("peer"),
  /** Not gRPC: what the machine could do. */
  LIMIT("limit");

  private final String word;

  Group(String word) {
    this.word = word;
  }

  static Group of(String word) {
    for (Group group : values()) {
      if (group.word.equals(word)) {
        return group;
      }
    }
    throw new IllegalArgumentException("no group: " + word);
  }
}
