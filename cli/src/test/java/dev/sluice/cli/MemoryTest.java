package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A million numbers through processes that have 64 MiB of heap each. */
final class MemoryTest {
  private static final int NUMBERS = 1_000_000;

  @Test
  void sumOfAMillionLines() throws Exception {
    assertThat(lastLineFor("sum")).endsWith(" sum: " + (NUMBERS + 1L) * NUMBERS / 2);
  }

  @Test
  void sqrtOfAMillionLines() throws Exception {
    assertThat(lastLineFor("sqrt")).isEqualTo("Server Closed");
  }

  private static String lastLineFor(String command) throws Exception {
    try (SluiceProcess server =
            SluiceProcess.start("serve", "--host", "127.0.0.1", "--port", "0", "--quiet")
                .awaitLines(1);
        SluiceProcess client =
            SluiceProcess.start(
                command, "-", "--target", "localhost:" + Serving.portOf(server.out().getFirst()))) {
      try (BufferedWriter in =
          new BufferedWriter(new OutputStreamWriter(client.in(), StandardCharsets.UTF_8))) {
        for (int number = 1; number <= NUMBERS; number++) {
          in.write(number + "\n");
        }
      }
      assertThat(client.awaitExit()).isZero();
      assertThat(client.err()).isEmpty();
      return client.out().getLast();
    }
  }
}
