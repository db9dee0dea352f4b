package dev.sluice.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one line and an exit code. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  Complaints(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    console.say(e.getMessage() + " (see " + command + " --help)");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean usage = e instanceof UsageException;
    console.say(usage ? String.valueOf(e.getMessage()) : "unexpected failure: " + e);
    if (parsed.hasMatchedOption("--verbose")) {
      e.printStackTrace(console.err());
    }
    return usage ? ExitCode.USAGE : ExitCode.FAILED;
  }
}
