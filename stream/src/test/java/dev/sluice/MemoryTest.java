package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million messages pass a reader that stalls, in 64 MiB of heap and 64 MiB of direct memory on
 * each side: what a sender runs ahead of its reader would not fit.
 */
class MemoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"server", "client", "bidi"})
  void aMillionMessagesPassAStalledReaderInLittleMemory(String kind) throws Exception {
    Process server = start("serve");
    try {
      String port = server.inputReader(UTF_8).readLine();
      Process client = start(kind, port);
      try {
        assertThat(client.inputReader(UTF_8).readLine())
            .isEqualTo(Long.toString(MillionMessages.SUM));
        assertThat(client.waitFor(20, SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
      } finally {
        client.destroyForcibly().waitFor();
      }
      server.getOutputStream().close();
      assertThat(server.waitFor(20, SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Sockets.PROPERTY + "=" + Rig.SOCKETS.getClass().getName(),
                "-cp",
                classPath(),
                MillionMessages.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Surefire puts some of it on the module path. */
  private static String classPath() {
    List<String> parts = new ArrayList<>();
    parts.add(System.getProperty("java.class.path"));
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      parts.add(modules);
    }
    parts.add("target/test-classes");
    return String.join(System.getProperty("path.separator"), parts);
  }
}
