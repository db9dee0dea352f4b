package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.numbers.Decimals;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the clients print, and exit with, when all goes well or a number is bad. */
final class ClientCommandsTest {
  private static Serving server;

  @BeforeAll
  static void start() {
    server = Serving.start("--quiet");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void powPrintsTheTutorialsLines() {
    Run run = Run.of("pow", "--target", server.target());

    assertThat(run.out())
        .allMatch(line -> line.matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d [Rs].*"));
    assertThat(run.undated())
        .containsExactly(
            "Recv data:1",
            "Recv data:2",
            "Recv data:4",
            "Recv data:8",
            "Recv data:16",
            "Recv data:32",
            "Recv data:64",
            "Recv data:128",
            "Recv data:256",
            "Recv data:512",
            "server closed");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void powTakesANegativeNumber() {
    Run run = Run.of("pow", "-3", "--target", server.target());

    assertThat(run.undated()).startsWith("Recv data:1", "Recv data:-3", "Recv data:9");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void powPrintsWhatFitsBeforeItTellsOfTheOverflow() {
    Run run = Run.of("pow", "128", "--target", server.target());

    assertThat(run.undated()).hasSize(9).endsWith("Recv data:72057594037927936");
    assertThat(run.err()).isEqualTo("sluice: OUT_OF_RANGE: 128^9 does not fit int64");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void powMakesACallForEachLineOfStandardInput() {
    Run run = Run.reading("0\n\n1\n", "pow", "-", "--target", server.target());

    assertThat(run.undated())
        .hasSize(22)
        .startsWith("Recv data:1", "Recv data:0")
        .endsWith("Recv data:1", "server closed");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void sumPrintsTheTutorialsLine() {
    Run run = Run.of("sum", "--target", server.target());

    assertThat(run.undated()).containsExactly("sum: 45");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void sumAddsUpItsArguments() {
    Run run = Run.of("sum", "--target", server.target(), "1", "-2", "+5", "9223372036854775803");

    assertThat(run.undated()).containsExactly("sum: 9223372036854775807");
  }

  @Test
  void sumReadsOneNumberALine() {
    Run run = Run.reading("1\r\n\n  2  \n\n-4\n+8", "sum", "-", "--target", server.target());

    assertThat(run.undated()).containsExactly("sum: 7");
  }

  @Test
  void sumOfAnEmptyInputIsZero() {
    assertThat(Run.reading("", "sum", "-", "--target", server.target()).undated())
        .containsExactly("sum: 0");
  }

  @Test
  void sumWithoutADashLeavesStandardInputAlone() {
    assertThat(Run.reading("1\n2\n", "sum", "--target", server.target()).undated())
        .containsExactly("sum: 45");
  }

  @Test
  void sumOverflowIsOneLine() {
    Run run = Run.of("sum", "--target", server.target(), "1", "9223372036854775807", "7");

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo("sluice: OUT_OF_RANGE: the sum does not fit int64 at message 2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void endlessSumStopsReadingAtAnOverflow() {
    Run run =
        Run.reading(
            "9223372036854775807\n".repeat(1_000_000), "sum", "-", "--target", server.target());

    assertThat(run.err())
        .isEqualTo("sluice: OUT_OF_RANGE: the sum does not fit int64 at message 2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void sqrtPrintsTheTutorialsLines() {
    Run run = Run.of("sqrt", "--interval", "0s", "--target", server.target());

    assertThat(run.out())
        .containsExactly(
            "Recv Data:0 ",
            "Recv Data:1 ",
            "Recv Data:1.4142135623730951 ",
            "Recv Data:1.7320508075688772 ",
            "Recv Data:2 ",
            "Recv Data:2.23606797749979 ",
            "Recv Data:2.449489742783178 ",
            "Recv Data:2.6457513110645907 ",
            "Recv Data:2.8284271247461903 ",
            "Recv Data:3 ",
            "Server Closed");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void sqrtTakesWhateverADoubleCanBe() {
    Run run =
        Run.of(
            "sqrt",
            "--interval",
            "1ms",
            "--target",
            server.target(),
            "-1",
            "-0",
            "NaN",
            "-Inf",
            "+Inf",
            "1e42",
            "1E-10");

    assertThat(run.out())
        .containsExactly(
            "Recv Data:NaN ",
            "Recv Data:-0 ",
            "Recv Data:NaN ",
            "Recv Data:NaN ",
            "Recv Data:+Inf ",
            "Recv Data:1e+21 ",
            "Recv Data:1e-05 ",
            "Server Closed");
  }

  @Test
  void sqrtAnswersALineBeforeTheNextIsTyped() {
    Typed in = new Typed();
    try (Run run = Run.startReading(in, "sqrt", "-", "--target", server.target())) {
      for (int number = 1; number <= 3; number++) {
        in.type(number * number + "\n");
        assertThat(run.awaitLines(number).out())
            .hasSize(number)
            .endsWith("Recv Data:" + number + " ");
      }
      in.end();

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).hasSize(4).endsWith("Server Closed");
    }
  }

  @Test
  void sqrtOfManyLinesAnswersAllInOrder() {
    String input =
        String.join("\n", IntStream.range(0, 20_000).mapToObj(n -> n * (long) n + "").toList());
    List<String> expected =
        IntStream.range(0, 20_000).mapToObj(n -> "Recv Data:" + Decimals.format(n) + " ").toList();

    Run run = Run.reading(input, "sqrt", "-", "--target", server.target());

    assertThat(run.out()).hasSize(20_001);
    assertThat(run.out().subList(0, 20_000)).isEqualTo(expected);
  }

  @Test
  void badLineOfSumIsNamedAndNothingIsSummed() {
    Run run = Run.reading("1\n\n2\nthree\n4\n", "sum", "-", "--target", server.target());

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("sluice: line 4: \"three\" is no whole number of 64 bits");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void badLineOfSqrtIsNamedAfterTheAnswersBeforeIt() {
    Run run = Run.reading("4\n9\n1d\n16\n", "sqrt", "-", "--target", server.target());

    assertThat(run.out()).containsExactly("Recv Data:2 ", "Recv Data:3 ", "Server Closed");
    assertThat(run.err()).isEqualTo("sluice: line 3: \"1d\" is no decimal number");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void badLineOfPowIsNamedAfterTheAnswersBeforeIt() {
    Run run = Run.reading("1\n1.5\n", "pow", "-", "--target", server.target());

    assertThat(run.undated()).hasSize(11).endsWith("server closed");
    assertThat(run.err()).isEqualTo("sluice: line 2: \"1.5\" is no whole number of 64 bits");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void endlessLineIsNotCollected() {
    Run run = Run.reading("1\n" + "2".repeat(10_000_000), "sum", "-", "--target", server.target());

    assertThat(run.err()).isEqualTo("sluice: line 2 has more than 4096 bytes");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pow x                     | \"x\" is no whole number of 64 bits",
        "pow 9223372036854775808   | \"9223372036854775808\" is no whole number of 64 bits",
        "pow ٣                     | \"٣\" is no whole number of 64 bits",
        "sum 1 2.0                 | \"2.0\" is no whole number of 64 bits",
        "sum 1 -                   | \"-\" is no whole number of 64 bits",
        "sqrt 4 0x10               | \"0x10\" is no decimal number",
        "sqrt --speed              | unknown option: '--speed'",
        "pow --speed               | Unknown option: '--speed' (see sluice pow --help)",
        "pow 1 2                   | Unmatched argument at index 2: '2' (see sluice pow --help)",
        "sum --deadline soon       | Invalid value for option '--deadline': \"soon\" is no duration: write it like 200ms, 1.5s, 2m or 1h (see sluice sum --help)",
        "sum --compress zip        | --compress: \"zip\" is unknown; try gzip",
        "sum --header nonsense     | Invalid value for option '--header' (KEY=VALUE): \"nonsense\" is no header: write it like key=value (see sluice sum --help)",
        "sum --target a:b:c        | --target: \"a:b:c\" is no HOST:PORT",
        "sum --target a:65536      | --target: \"a:65536\" has no port from 0 to 65535",
        "sum --target a:123456     | --target: \"a:123456\" has no port from 0 to 65535",
        "sum --cert c.pem          | --cert and --key go together",
        "sum --ca no-such.pem      | --ca: no-such.pem is not there",
        "jump                      | Unmatched argument at index 0: 'jump' (see sluice --help)"
      })
  void whatIsNoGoodIsNamedInOneLine(String command, String complaint) {
    Run run = Run.of(command.split(" ", -1));

    assertThat(run.err()).isEqualTo("sluice: " + complaint);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
