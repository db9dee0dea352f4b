package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the processes of a run that is cut off. */
final class DeadRunTest {
  @TempDir private Path directory;

  private static Process startBench(TestBench bench) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName()));
    command.addAll(bench.arguments("--workloads", "download-int64"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  /** Its client hangs with a child, and so does not end when its input does. */
  private TestBench hanging() throws Exception {
    return new TestBench(directory).with("hanging", "peer", "hang");
  }

  private static void awaitTheHangingChild(TestBench bench) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() ->
            bench.processes().stream()
                .anyMatch(p -> p.info().commandLine().orElse("").endsWith("child")));
  }

  @Test
  void theyAreEndedWhenItIsToldToStop() throws Exception {
    TestBench bench = hanging();
    Process run = startBench(bench);
    try {
      awaitTheHangingChild(bench);

      run.destroy();

      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      await().atMost(60, TimeUnit.SECONDS).until(() -> bench.processes().isEmpty());
    } finally {
      run.destroyForcibly();
    }
  }

  @Test
  void theyAreEndedByTheNextRunWhenItWasKilled() throws Exception {
    TestBench bench = hanging();
    Process run = startBench(bench);
    awaitTheHangingChild(bench);
    run.destroyForcibly().waitFor();
    assertThat(bench.processes()).isNotEmpty();

    bench.with("good", "peer", "none");
    assertThat(bench.run("--workloads", "startup", "--rounds", "1", "--subjects", "good")).isZero();

    assertThat(bench.stderr()).contains("that a dead run had left");
    await().atMost(60, TimeUnit.SECONDS).until(() -> bench.processes().isEmpty());
  }

  @Test
  void aRunRefusesToBeTheSecondOne() throws Exception {
    TestBench bench = hanging();
    Process run = startBench(bench);
    try {
      awaitTheHangingChild(bench);

      assertThat(bench.run("--workloads", "startup")).isEqualTo(Bench.USAGE);
      assertThat(bench.stderr()).contains("another run of the bench is going on here");
      assertThat(bench.processes()).isNotEmpty();
    } finally {
      run.destroy();
      run.waitFor(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aProcessThatOnlyHasTheSameIdIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "100").start();
    try {
      Path file = directory.resolve("processes");
      String command = other.info().command().orElseThrow();
      Files.writeString(file, other.pid() + " 12345 " + command + "\n");

      assertThat(new Leftovers(file).end()).isZero();
      assertThat(other.isAlive()).isTrue();

      new Leftovers(file).write(List.of(other.toHandle()));
      assertThat(new Leftovers(file).end()).isEqualTo(1);
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }
}
