package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  @Test
  void shownOnATerminalWhileNumbersAreSentAndThenCleared() {
    Typed in = new Typed();
    try (Serving server = Serving.start("--quiet");
        Run run = Run.startOnTerminal(in, "sum", "-", "--target", server.target())) {
      in.type("1\n".repeat(1_234));
      await("progress").until(() -> run.err().endsWith("1,234 numbers sent"));
      in.end();

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).endsWith("\r\u001b[K");
      assertThat(run.undated()).containsExactly("sum: 1234");
    }
  }

  @Test
  void notShownWithoutATerminalOrForNumbersThatAreGiven() {
    try (Serving server = Serving.start("--quiet")) {
      assertThat(
              Run.reading("1\n2\n", "sum", "-", "--interval", "500ms", "--target", server.target())
                  .err())
          .isEmpty();
      Run given =
          Run.startOnTerminal(
              new ByteArrayInputStream(new byte[0]),
              "sum",
              "1",
              "2",
              "--interval",
              "500ms",
              "--target",
              server.target());
      assertThat(given.awaitEnd().err()).isEmpty();
    }
  }
}
