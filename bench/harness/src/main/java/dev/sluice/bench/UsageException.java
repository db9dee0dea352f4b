package dev.sluice.bench;

/** What the user gave is no good; the message says why. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
