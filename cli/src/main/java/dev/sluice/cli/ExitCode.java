package dev.sluice.cli;

/** What the command exits with; a signal adds its number to 128, as everywhere. */
final class ExitCode {
  static final int OK = 0;

  /** A call failed, or a server could not be started. */
  static final int FAILED = 1;

  /** An option, a number or a file that was given is no good. */
  static final int USAGE = 2;

  /** Whoever read the output is gone: the code that SIGPIPE gives to other commands. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}
}
