package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands do the same whatever carries their calls, on either side. */
final class TransportTest {
  static List<Arguments> pairs() {
    return Arrays.stream(Transport.values())
        .flatMap(
            server -> Arrays.stream(Transport.values()).map(client -> Arguments.of(server, client)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyKindOfStreamRunsBetweenEveryTwo(Transport server, Transport client) {
    try (Serving serving = Serving.start("--transport", server.toString())) {
      Run pow = run(client, "pow", "--target", serving.target());
      Run sum = run(client, "sum", "--compress", "gzip", "--target", serving.target());
      Run sqrt = run(client, "sqrt", "4", "9", "--interval", "0s", "--target", serving.target());

      assertThat(pow.undated()).hasSize(11).startsWith("Recv data:1").endsWith("server closed");
      assertThat(sum.undated()).containsExactly("sum: 45");
      assertThat(sqrt.out()).containsExactly("Recv Data:2 ", "Recv Data:3 ", "Server Closed");
      assertThat(serving.run().undated())
          .contains("Recv Client Data 2", "client closed", "Recv Data:4 ", "Recv Data:9 ")
          .containsAll(IntStream.range(0, 10).mapToObj(n -> "Recved " + n).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void statusOfAFailedCallArrives(Transport server, Transport client) {
    try (Serving serving = Serving.start("--transport", server.toString())) {
      Run run = run(client, "sum", "" + Long.MAX_VALUE, "1", "--target", serving.target());

      assertThat(run.err())
          .isEqualTo("sluice: OUT_OF_RANGE: the sum does not fit int64 at message 2");
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unreachableServerIsOneLine(Transport client) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(run(client, "pow", "--target", "localhost:" + port).err())
        .isEqualTo(
            "sluice: cannot reach localhost:"
                + port
                + ": Connection refused: is the server running there?");
  }

  @ParameterizedTest
  @EnumSource
  void targetThatIsNoneIsNamed(Transport client) {
    Run run = run(client, "pow", "--target", "local host:1");

    assertThat(run.err()).isEqualTo("sluice: --target: \"local host:1\" is no HOST:PORT");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void unknownTransportIsNamed() {
    Run run = Run.of("pow", "--transport", "quic");

    assertThat(run.err())
        .startsWith("sluice: Invalid value for option '--transport'")
        .containsIgnoringCase("sluice, netty")
        .contains("quic")
        .doesNotContain("\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private static Run run(Transport transport, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(1, List.of("--transport", transport.toString()));
    return Run.of(all.toArray(String[]::new));
  }
}
