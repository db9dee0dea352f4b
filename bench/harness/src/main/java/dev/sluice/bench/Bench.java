package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that runs the bench. */
@Command(
    name = "bench/run",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Runs Sluice and its peers side by side, and writes a report, charts and raw data.",
      "Progress is on the standard error output; the last lines on the standard output are ratios:",
      "ratio <workload> <subject>/<peer> <value>"
    },
    subcommands = ReportCommand.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well; a subject whose toolchain is missing was skipped",
      "1:a subject failed, or there was no time for all; the report says what",
      "2:the command line, or a subject's file, is no good"
    })
public final class Bench implements Callable<Integer> {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--root", hidden = true, description = "The project's directory.")
  private Path root = Path.of("");

  @Option(names = "--quick", description = "The quick set, within four minutes after the builds.")
  private boolean quick;

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "NAME",
      description = "Only these subjects.")
  private List<String> subjects = new ArrayList<>();

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "Only these workloads; download names all workloads of that kind.")
  private List<String> workloads = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", description = "Counted rounds; 5 unless given.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long a counted run should take; 0.5 unless given, 0.3 if quick.")
  private @Nullable Double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = {
        "How long a pair is warmed up at least; 5 times a counted run unless given. A JVM with few",
        "processors compiles for ten seconds and more."
      })
  private @Nullable Double warmUp;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      description = "How long all may take after the builds; 480 unless given, 3.7 if quick.")
  private @Nullable Double limit;

  @Option(
      names = "--command-limit",
      paramLabel = "S",
      description = "How long a peer may take for one command; 60 unless given, 20 if quick.")
  private @Nullable Double commandLimit;

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "The subject that tables compare with; ${DEFAULT-VALUE} unless given.")
  private String baseline = "grpc-java-default";

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      description = {
        "Where the results go. Unless given: those of a full run into bench/results, of a quick",
        "run into bench/harness/target/quick, of any other into bench/harness/target/partial."
      })
  private @Nullable Path out;

  @Option(names = "--list", description = "List subjects and workloads, and run nothing.")
  private boolean list;

  private Bench() {}

  /**
   * Runs the command and exits.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.exit(
        execute(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  /** Returns the exit code. */
  static int execute(PrintWriter stdout, PrintWriter stderr, String... args) {
    CommandLine bench = new CommandLine(new Bench());
    addHelp(bench);
    bench.getSubcommands().values().forEach(Bench::addHelp);
    return bench
        .setOut(stdout)
        .setErr(stderr)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (e instanceof UsageException) {
            stderr.println(e.getMessage());
            return USAGE;
          }
          throw e;
        })
        .execute(args);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help, and run nothing.")
                .build());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Subject> all = Subjects.find(root.resolve("bench/peers"));
    List<Workload> set = quick ? Workloads.quick() : Workloads.full();
    if (list) {
      list(all, set);
      return OK;
    }
    List<Workload> chosen = Selection.workloads(set, workloads);
    Session session =
        new Session(
            root.toAbsolutePath().normalize(),
            new Progress(spec.commandLine().getErr()),
            chosenSubjects(all),
            chosen,
            this::settings);
    Results results = session.run(date -> output(date, chosen));
    Ratios.all(results).stream()
        .map(Ratio::line)
        .distinct()
        .forEach(spec.commandLine().getOut()::println);
    return results.hasFailures() ? FAILED : OK;
  }

  private List<Subject> chosenSubjects(List<Subject> all) {
    List<Subject> chosen = Selection.subjects(all, subjects);
    return quick && subjects.isEmpty() ? chosen.stream().filter(Subject::quick).toList() : chosen;
  }

  private Settings settings(List<String> jvmFlags) {
    double ofRun = seconds != null ? seconds : quick ? 0.3 : 0.5;
    double ofWarmUp = warmUp != null ? warmUp : ofRun * 5;
    return new Settings(
        quick,
        rounds != null ? rounds : 5,
        rounds != null ? rounds : quick ? 2 : 5,
        ofRun,
        Unit.rounded(ofWarmUp, 3),
        Unit.rounded(Math.max(ofWarmUp, ofRun * (quick ? 12 : 10)), 3),
        60 * (limit != null ? limit : quick ? 3.7 : 480),
        commandLimit != null ? commandLimit : quick ? 20 : 60,
        baseline,
        jvmFlags,
        JvmFlags.idle());
  }

  /** Only what is complete may go where results are kept. */
  private Path output(String date, List<Workload> chosen) {
    if (out != null) {
      return out;
    }
    if (quick) {
      return root.resolve("bench/harness/target/quick");
    }
    return subjects.isEmpty() && chosen.equals(Workloads.full())
        ? OutputDirectory.newFor(root.resolve("bench/results"), date)
        : root.resolve("bench/harness/target/partial");
  }

  private void list(List<Subject> all, List<Workload> set) {
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("subjects:");
    for (Subject subject : all) {
      String missing =
          Preparation.missing(subject).map(command -> " (needs " + command + ")").orElse("");
      stdout.println("  " + subject.name() + missing + ": " + subject.tuning());
    }
    stdout.println("workloads:");
    set.forEach(workload -> stdout.println("  " + workload.name()));
  }
}
