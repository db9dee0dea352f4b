package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import picocli.CommandLine.Option;

/** How much a command tells of what goes on inside it. */
final class LogOptions {
  @Option(
      names = {"-v", "--verbose"},
      description = "Log more on standard error, and tell how a failure came about.")
  private boolean verbose;

  boolean areVerbose() {
    return verbose;
  }

  /** Starts logging for a server, of what those who run it should know of. */
  void applyToServer() {
    Logs.configure(verbose, Level.WARN);
  }

  /** Starts logging for a client, which tells itself why a call failed. */
  void applyToClient() {
    Logs.configure(verbose, Level.OFF);
  }
}
