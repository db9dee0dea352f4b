package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are not there, or not for long. */
final class FailureTest {
  @ParameterizedTest
  @ValueSource(strings = {"pow", "sum", "sqrt"})
  void unreachableServerIsOneLine(String command) throws IOException {
    int port = freePort();

    Run run = Run.of(command, "--target", "localhost:" + port);

    assertThat(run.err())
        .isEqualTo(
            "sluice: cannot reach localhost:"
                + port
                + ": Connection refused: is the server running there?");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void unknownHostIsOneLine() {
    Run run = Run.of("pow", "--target", "no.such.invalid:8082");

    assertThat(run.err())
        .isEqualTo("sluice: cannot find the host of no.such.invalid:8082: is its name right?");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void serviceThatIsNotThereIsOneLine() {
    try (Run serve =
        Run.start("serve", "--sum-port", "0", "--pow-port", "0", "--sqrt-port", "0")
            .awaitLines(3)) {
      Run run = Run.of("pow", "--target", "localhost:" + Serving.portOf(serve.out().getFirst()));

      assertThat(run.err())
          .isEqualTo("sluice: UNIMPLEMENTED: Method not found: stream.ServerStream/Pow");
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void verboseRunTellsHowTheFailureCameAbout() throws IOException {
    Run run = Run.of("pow", "--verbose", "--target", "localhost:" + freePort());

    assertThat(run.err())
        .contains("cannot reach")
        .contains("StatusRuntimeException")
        .contains("\tat ");
  }

  @Test
  void serverKilledInMidStreamEndsSqrtAfterWhatWasReceived() throws Exception {
    Typed in = new Typed();
    try (SluiceProcess server = server();
        Run run = Run.startReading(in, "sqrt", "-", "--target", target(server))) {
      in.type("4\n9\n");
      run.awaitLines(2);

      server.signal("KILL");

      assertLost(run, server);
      assertThat(run.out()).containsExactly("Recv Data:2 ", "Recv Data:3 ");
    }
  }

  @Test
  void serverKilledInMidStreamEndsSumThatWaitsForItsInput() throws Exception {
    Typed in = new Typed();
    try (SluiceProcess server = server();
        Run run = Run.startReading(in, "sum", "-", "--target", target(server))) {
      in.type("4\n9\n");
      server.awaitLines(3);

      server.signal("KILL");

      assertLost(run, server);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void serverKilledInMidStreamEndsSumThatSendsForEver() throws Exception {
    try (SluiceProcess server = server();
        Run run = Run.startReading(new EndlessZeros(), "sum", "-", "--target", target(server))) {
      server.awaitLines(1_000);

      server.signal("KILL");

      assertLost(run, server);
    }
  }

  @Test
  void serverKilledDuringAPauseEndsSqrt() throws Exception {
    try (SluiceProcess server = server();
        Run run = Run.start("sqrt", "--interval", "1h", "--target", target(server)).awaitLines(1)) {
      server.signal("KILL");

      assertLost(run, server);
      assertThat(run.out()).containsExactly("Recv Data:0 ");
    }
  }

  private static void assertLost(Run run, SluiceProcess server) {
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .startsWith("sluice: lost the connection to " + target(server))
        .doesNotContain("\n");
  }

  private static SluiceProcess server() throws IOException {
    return SluiceProcess.start("serve", "--host", "127.0.0.1", "--port", "0").awaitLines(1);
  }

  private static String target(SluiceProcess server) {
    return "localhost:" + Serving.portOf(server.out().getFirst());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Lines that hold a 0 each, without end. */
  private static final class EndlessZeros extends InputStream {
    @Override
    public int read() {
      throw new AssertionError("read byte by byte");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      bytes[offset] = '0';
      bytes[offset + 1] = '\n';
      return 2;
    }
  }
}
