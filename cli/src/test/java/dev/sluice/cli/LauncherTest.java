package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code sluice}, with a project, a Maven and a JDK around it that only pretend. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final String BUILDING = "sluice: building; this takes a while the first time";

  @TempDir private Path directory;
  private Path root;
  private Path mavenCalls;

  private record Result(int exitCode, List<String> out, List<String> err) {}

  @BeforeEach
  void makeProject() throws IOException {
    root = Files.createDirectory(directory.resolve("the project"));
    mavenCalls = directory.resolve("maven-calls");
    Files.copy(Path.of("../sluice"), root.resolve("sluice"));
    makeExecutable(root.resolve("sluice"));
    for (String module : List.of("stream", "transport", "codegen", "numbers", "cli")) {
      Files.createDirectories(root.resolve(module + "/src/main"));
      Files.createFile(root.resolve(module + "/pom.xml"));
    }
    Files.createFile(root.resolve("pom.xml"));
    Files.createDirectory(root.resolve(".mvn"));
    Path jdk = Files.createDirectory(directory.resolve("jdk"));
    script(jdk.resolve("bin/java"), "for argument in \"$@\"; do echo \"[$argument]\"; done");
    script(root.resolve("scripts/find-jdk"), "echo '" + jdk + "'");
    script(
        directory.resolve("bin/mvn"),
        """
        echo "$JAVA_HOME" >>'%s'
        cd '%s/cli/target' && mkdir -p lib && touch sluice-cli-1.jar lib/other.jar
        """
            .formatted(mavenCalls, root));
  }

  @Test
  void buildsOnceAndPassesTheArgumentsOn() throws Exception {
    Result first = launch(root.resolve("sluice"), "sum", "1 2", "*", "", "a\"b'c$d", "--");
    Result second = launch(root.resolve("sluice"), "pow");

    assertThat(first.err).containsExactly(BUILDING);
    assertThat(second.err).isEmpty();
    assertThat(Files.readAllLines(mavenCalls)).containsExactly(directory.resolve("jdk").toString());
    assertThat(first.out)
        .endsWith("[dev.sluice.cli.Sluice]", "[sum]", "[1 2]", "[*]", "[]", "[a\"b'c$d]", "[--]");
    assertThat(second.out).endsWith("[dev.sluice.cli.Sluice]", "[pow]");
  }

  @Test
  void givesTheJvmItsOptions() throws Exception {
    Result pow = launch(root.resolve("sluice"), "pow");
    Result sum = launch(root.resolve("sluice"), "sum", "-");
    Result serve = launch(root.resolve("sluice"), "serve");

    assertThat(pow.out).contains("[-XX:+UseSerialGC]", "[-XX:TieredStopAtLevel=1]");
    assertThat(sum.out).contains("[-XX:+UseSerialGC]").doesNotContain("[-XX:TieredStopAtLevel=1]");
    assertThat(serve.out).doesNotContain("[-XX:+UseSerialGC]", "[-XX:TieredStopAtLevel=1]");
    Path app = onlyApp();
    assertThat(pow.out)
        .startsWith("[-XX:AOTCache=" + app + "/cache.aot]", "[@" + app + "/options]");
    assertThat(Files.readAllLines(app.resolve("options")))
        .contains("-cp \"" + app + "/lib/other.jar:" + app + "/lib/sluice-cli-1.jar\"");
  }

  @Test
  void worksThroughSymbolicLinksFromAnywhere() throws Exception {
    Path links = Files.createDirectory(directory.resolve("links"));
    Path absolute = Files.createSymbolicLink(links.resolve("absolute"), root.resolve("sluice"));
    Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));
    Path upwards = Files.createSymbolicLink(links.resolve("upwards"), Path.of("../links/relative"));

    assertThat(launch(absolute, "pow").out).endsWith("[pow]");
    assertThat(launch(relative, "pow").err).isEmpty();
    assertThat(launch(upwards, "pow").err).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceHasChanged() throws Exception {
    launch(root.resolve("sluice"), "pow");
    Files.setLastModifiedTime(
        onlyApp().resolve("since"), FileTime.from(Instant.now().minusSeconds(60)));
    List<Path> all =
        List.of(
            root.resolve("numbers/src/main"), root.resolve("pom.xml"), root.resolve("cli/pom.xml"));
    for (Path file : all) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
    }
    long before = Files.readAllLines(mavenCalls).size();

    Files.createFile(root.resolve("numbers/src/main/Changed.java"));
    Result result = launch(root.resolve("sluice"), "pow");

    assertThat(result.err).containsExactly(BUILDING);
    assertThat(Files.readAllLines(mavenCalls)).hasSize((int) before + 1);
    assertThat(launch(root.resolve("sluice"), "pow").err).isEmpty();
  }

  @Test
  void buildsAgainWhereTheProjectHasMovedTo() throws Exception {
    launch(root.resolve("sluice"), "pow");
    Path moved = directory.resolve("moved");
    Files.move(root, moved);
    script(
        directory.resolve("bin/mvn"),
        "cd '%s/cli/target' && mkdir -p lib && touch sluice-cli-1.jar lib/other.jar"
            .formatted(moved));

    Result result = launch(moved.resolve("sluice"), "pow");

    assertThat(result.err).containsExactly(BUILDING);
    assertThat(result.out).noneMatch(line -> line.contains(root.toString()));
  }

  @Test
  void failedBuildIsShownAndTriedAgain() throws Exception {
    Path maven = directory.resolve("bin/mvn");
    String working = Files.readString(maven);
    script(maven, "echo what is wrong; exit 1");

    Result failed = launch(root.resolve("sluice"), "pow");
    Files.writeString(maven, working);
    Result result = launch(root.resolve("sluice"), "pow");

    assertThat(failed.exitCode).isEqualTo(1);
    assertThat(failed.out).isEmpty();
    assertThat(failed.err)
        .containsExactly(
            BUILDING, "what is wrong", "sluice: the build failed; what Maven says is above");
    assertThat(result.exitCode).isZero();
  }

  @Test
  void missingJdkIsOneLine() throws Exception {
    script(root.resolve("scripts/find-jdk"), "echo no JDK here >&2; exit 1");

    Result result = launch(root.resolve("sluice"), "pow");

    assertThat(result.exitCode).isEqualTo(1);
    assertThat(result.err).containsExactly("no JDK here");
  }

  @Test
  void lockOfABuildThatWasKilledIsRemoved() throws Exception {
    Path lock = Files.createDirectories(root.resolve("cli/target/app.lock"));
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(lock.resolve("pid"), ended.pid() + "\n");

    assertThat(launch(root.resolve("sluice"), "pow").out).endsWith("[pow]");
    assertThat(lock).doesNotExist();
  }

  private Path onlyApp() throws IOException {
    try (var files = Files.list(root.resolve("cli/target"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("app-"))
          .findFirst()
          .get();
    }
  }

  private Result launch(Path script, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().remove("SLUICE_OPTS");
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readAllLines(out), Files.readAllLines(err));
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    makeExecutable(file);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
