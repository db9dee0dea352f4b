package dev.sluice.cli;

import io.grpc.Metadata;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code sluice}. */
@Command(
    name = "sluice",
    description = "Three kinds of gRPC streams: their servers, their clients, and a demo.",
    synopsisSubcommandLabel = "COMMAND")
public final class Sluice implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Sluice() {}

  /**
   * Runs the command and exits.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (LineWriter out =
        new LineWriter(
                new FileOutputStream(FileDescriptor.out), () -> System.exit(ExitCode.OUTPUT_CLOSED))
            .start()) {
      int code =
          execute(
              new Console(
                  System.in,
                  out,
                  err,
                  Boolean.getBoolean("sluice.out.terminal"),
                  Boolean.getBoolean("sluice.err.terminal")),
              args);
      out.flush();
      return out.hasFailed() ? ExitCode.OUTPUT_CLOSED : code;
    }
  }

  /**
   * Runs a command.
   *
   * @return its exit code
   */
  static int execute(Console console, String... args) {
    StringWriter help = new StringWriter();
    // What looks like an option may be the number -Inf.
    CommandLine sqrt =
        new CommandLine(new SqrtCommand(console)).setUnmatchedOptionsArePositionalParams(true);
    CommandLine sluice =
        new CommandLine(new Sluice())
            .addSubcommand(new DemoCommand(console))
            .addSubcommand(new ServeCommand(console))
            .addSubcommand(new PowCommand(console))
            .addSubcommand(new SumCommand(console))
            .addSubcommand(sqrt)
            .addSubcommand(new CommandLine.HelpCommand())
            .addSubcommand(new AutoComplete.GenerateCompletion())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Duration.class, new Durations())
            .registerConverter(Metadata.class, new HeaderConverter())
            .setOut(new PrintWriter(help))
            .setErr(console.err())
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setParameterExceptionHandler(new Complaints(console))
            .setExecutionExceptionHandler(new Complaints(console));
    HelpTexts.addTo(sluice);
    int code = sluice.execute(args);
    help.toString().lines().forEach(console.out()::println);
    return code;
  }

  /** Shows the help, when no command is given. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }
}
