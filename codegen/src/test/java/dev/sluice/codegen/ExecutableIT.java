package dev.sluice.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the plain executable that the build has packaged. */
@DisabledOnOs(OS.WINDOWS)
class ExecutableIT {
  private static final Path EXECUTABLE = Path.of("target/protoc-gen-sluice").toAbsolutePath();
  private static final Path CASE = Path.of("src/test/protos/streaming");

  @TempDir private Path directory;

  @Test
  void generatesForProtoc() {
    Protoc.Result protoc =
        Protoc.run(
            CASE,
            List.of("kinds.proto"),
            "--plugin=protoc-gen-sluice=" + EXECUTABLE,
            "--sluice_out=" + directory);

    assertThat(protoc).isEqualTo(new Protoc.Result(0, ""));
    assertThat(Protoc.read(directory, "")).isEqualTo(Protoc.read(CASE.resolve("expected"), ""));
  }

  @Test
  void protocFindsItOnThePath() {
    String shell =
        "PATH=\"%s:$PATH\" '%s' --sluice_out='%s' -I '%s' kinds.proto"
            .formatted(EXECUTABLE.getParent(), Protoc.EXECUTABLE, directory, CASE.toAbsolutePath());

    assertThat(Protoc.run(new ProcessBuilder("sh", "-c", shell)))
        .isEqualTo(new Protoc.Result(0, ""));
    assertThat(Protoc.read(directory, "")).hasSize(1);
  }

  @Test
  void namesItsVersion() {
    assertThat(run(javaHome(), "--version").output())
        .matches("protoc-gen-sluice \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void isAJarTooForWhereThereIsNoShell() {
    ProcessBuilder java =
        new ProcessBuilder(javaHome() + "/bin/java", "-jar", EXECUTABLE.toString(), "--version");

    assertThat(Protoc.run(java)).isEqualTo(run(javaHome(), "--version"));
  }

  @Test
  void saysThatThereIsNoJava() {
    Protoc.Result result = run(directory.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output())
        .isEqualTo(
            "protoc-gen-sluice: needs Java 21 or newer, but found no %s/bin/java; install it, or"
                + " set JAVA_HOME\n",
            directory);
  }

  @Test
  void saysThatJavaIsTooOld() throws IOException {
    Path java = writeJava17();

    Protoc.Result result = run(directory.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output())
        .isEqualTo("protoc-gen-sluice: needs Java 21 or newer, but %s is Java 17\n", java);
  }

  @Test
  void readsTheVersionOfJavaFromItsReleaseFile() throws IOException {
    writeJava17();
    Files.writeString(directory.resolve("release"), "A=\"1\"\nJAVA_VERSION=\"11.0.2\"\nB=\"2\"\n");

    assertThat(run(directory.toString()).output()).endsWith("/bin/java is Java 11\n");
  }

  private Path writeJava17() throws IOException {
    Path java = Files.createDirectory(directory.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  private static String javaHome() {
    return System.getProperty("java.home");
  }

  private static Protoc.Result run(String javaHome, String... arguments) {
    ProcessBuilder process = new ProcessBuilder(EXECUTABLE.toString());
    process.command().addAll(List.of(arguments));
    process.environment().put("JAVA_HOME", javaHome);
    return Protoc.run(process);
  }
}
