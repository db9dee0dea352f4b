package dev.sluice.cli;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The numbers that a command sends: its arguments, or the lines of standard input. */
final class NumbersOption {
  @Parameters(
      paramLabel = "N",
      arity = "0..*",
      description = {
        "The numbers; 0 to 9 unless given.",
        "A single - reads them from standard input, one a line, and sends each as it comes."
      })
  private List<String> arguments = List.of();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = {
        "Pause between two numbers, such as 200ms.",
        "Unless given, sqrt pauses for 1s between its arguments; nothing else pauses."
      })
  private @Nullable Duration interval;

  /** Returns whether the numbers come from standard input. */
  boolean areStreamed() {
    return arguments.equals(List.of("-"));
  }

  /**
   * Opens the numbers.
   *
   * @param usualInterval the pause between two that are not streamed
   */
  <N> NumberSource<N> open(NumberKind<N> kind, Console console, Duration usualInterval) {
    NumberSource<N> numbers =
        areStreamed()
            ? new StreamedNumbers<>(new LineReader(console.in()).start(), kind)
            : listed(kind);
    Duration pause = interval;
    if (pause == null) {
      pause = areStreamed() ? Duration.ZERO : usualInterval;
    }
    return pause.isZero() ? numbers : new PacedNumbers<>(numbers, pause);
  }

  /** Shows how many numbers were sent, if they are streamed, somebody watches and it is wanted. */
  <N> Progress<N> withProgress(NumberSource<N> numbers, Console console, boolean wanted) {
    return wanted && areStreamed() && console.errIsTerminal()
        ? Progress.shownOf(numbers, console.err())
        : Progress.hiddenOf(numbers);
  }

  private <N> NumberSource<N> listed(NumberKind<N> kind) {
    List<String> texts =
        arguments.isEmpty()
            ? IntStream.range(0, 10).mapToObj(Integer::toString).toList()
            : arguments;
    return new ListedNumbers<>(texts.stream().map(text -> kind.parseArgument(text)).toList());
  }
}
