package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Commands whose output nobody reads any more, as that of {@code sluice … | head -1}. */
final class BrokenPipeTest {
  @Test
  void clientEnds() throws Exception {
    try (Serving server = Serving.start("--quiet");
        SluiceProcess client =
            SluiceProcess.startUnread(
                "sqrt", "--interval", "1ms", "--target", server.target(), "-")) {
      client.in().write("4\n".getBytes(StandardCharsets.UTF_8));
      client.in().flush();
      try (BufferedReader head = client.process().inputReader()) {
        assertThat(head.readLine()).isEqualTo("Recv Data:2 ");
      }
      client.in().write("9\n".getBytes(StandardCharsets.UTF_8));
      client.in().flush();

      assertThat(client.awaitExit()).isEqualTo(ExitCode.OUTPUT_CLOSED);
      assertThat(client.err()).isEmpty();
    }
  }

  @Test
  void serverEnds() throws Exception {
    try (SluiceProcess server =
        SluiceProcess.startUnread("serve", "--host", "127.0.0.1", "--port", "0")) {
      int port;
      try (BufferedReader head = server.process().inputReader()) {
        port = Serving.portOf(head.readLine());
      }

      Run.of("pow", "--target", "localhost:" + port);

      assertThat(server.awaitExit()).isEqualTo(ExitCode.OUTPUT_CLOSED);
    }
  }
}
