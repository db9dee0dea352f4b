package dev.sluice.bench;

/** A subject did not do what it was told; the message says in a line what it did. */
final class PeerFailure extends Exception {
  private static final long serialVersionUID = 1;

  enum Kind {
    /** It claims to have done it, but that is not so. */
    WRONG,
    /** It says that it cannot do this at all. */
    UNSUPPORTED,
    /** It said that it failed, or died, or was silent for too long, or spoke nonsense. */
    BROKEN
  }

  private final Kind kind;

  private PeerFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static PeerFailure wrong(String message) {
    return new PeerFailure(Kind.WRONG, message);
  }

  static PeerFailure broken(String message) {
    return new PeerFailure(Kind.BROKEN, message);
  }

  static PeerFailure unsupported() {
    return new PeerFailure(Kind.UNSUPPORTED, "does not have this workload");
  }

  Kind kind() {
    return kind;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
