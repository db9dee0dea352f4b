package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, on subjects that do their work. */
final class BenchTest {
  private TestBench bench;

  @BeforeEach
  void addSubjects(@TempDir Path directory) throws Exception {
    bench =
        new TestBench(directory)
            .with("sluice-test", "sluice", "none")
            .with("grpc-java-test", "grpc-java", "none")
            .with("tcp-protobuf", "limit", "none");
  }

  @Test
  void measuresEveryRoundOfEverySubject() throws Exception {
    assertThat(bench.run("--workloads", "download-int64", "--rounds", "3"))
        .as(bench.stderr())
        .isZero();

    for (Outcome outcome : bench.results().cells().getFirst().outcomes()) {
      assertThat(outcome.validRuns()).extracting(Run::round).containsExactly(1, 2, 3);
      assertThat(Metric.RATE.summary(outcome)).isPresent();
    }
    assertThat(bench.results().subjects()).hasSize(3);
    assertThat(bench.processes()).isEmpty();
  }

  @Test
  void endsWithARatioALine() {
    bench.run("--workloads", "download-int64,pingpong-100", "--rounds", "2");

    assertThat(bench.stdout())
        .allMatch(line -> line.matches("ratio \\S+ sluice-test/\\S+ [0-9.]+"))
        .anyMatch(line -> line.startsWith("ratio download-int64 sluice-test/grpc-java-test "))
        .anyMatch(line -> line.startsWith("ratio download-int64 sluice-test/tcp-protobuf "))
        .contains("ratio pingpong-100 sluice-test/tcp-protobuf 1.00");
  }

  @Test
  void reportsTheWarmUpThatItWasTold() throws Exception {
    assertThat(
            bench.run(
                "--workloads",
                "download-int64",
                "--rounds",
                "1",
                "--subjects",
                "sluice-test",
                "--warm-up",
                "0.5"))
        .as(bench.stderr())
        .isZero();

    assertThat(bench.report()).contains("after 0.5 to 0.5 s of warm-up");
  }

  @Test
  void weighsIdleStreamsAndTimesTheStartInNewProcesses() throws Exception {
    assertThat(bench.run("--workloads", "idle-10000,startup", "--rounds", "1"))
        .as(bench.stderr())
        .isZero();

    assertThat(Metric.START.summary(bench.outcome("startup", "sluice-test"))).isPresent();
    assertThat(bench.outcome("idle-10000", "sluice-test").validRuns()).hasSize(1);
  }

  @Test
  void putsNothingIntoTheResultsUnlessTheRunIsFull() throws Exception {
    assertThat(
            Bench.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                "--root",
                bench.root().toString(),
                "--seconds",
                "0.01",
                "--rounds",
                "1",
                "--workloads",
                "startup"))
        .isZero();

    assertThat(bench.root().resolve("bench/harness/target/partial/report.md")).exists();
    assertThat(bench.root().resolve("bench/results")).doesNotExist();
  }

  @Test
  void skipsASubjectWhoseToolchainIsMissing() throws Exception {
    bench.with("zig", "peer", "none", "needs=no-such-command");

    assertThat(bench.run("--workloads", "startup", "--rounds", "1")).isZero();

    assertThat(bench.stderr())
        .contains("zig skipped: needs no-such-command, which is not on the PATH");
    assertThat(bench.report())
        .contains("- zig skipped: needs no-such-command, which is not on the PATH");
  }

  @Test
  void buildsOnceForAllSubjectsOfADirectory() throws Exception {
    bench.with("one", "peer", "none", "build=echo built >> built");
    bench.with("two", "peer", "none", "build=echo built >> built");

    assertThat(bench.run("--workloads", "startup", "--rounds", "1")).isZero();

    assertThat(Files.readAllLines(bench.root().resolve("bench/peers/test/built")))
        .containsExactly("built");
  }

  @Test
  void failsIfABuildFailsAndRunsTheOthers() throws Exception {
    bench.with("broken", "peer", "none", "build=false");

    assertThat(bench.run("--workloads", "startup", "--rounds", "1")).isEqualTo(Bench.FAILED);

    assertThat(bench.report()).contains("- broken failed: its build");
    assertThat(bench.outcome("startup", "sluice-test").validRuns()).hasSize(1);
  }

  @Test
  void asksACommandForTheVersion() throws Exception {
    bench.with("asked", "peer", "none", "version=\nversion.command=echo version 7");

    bench.run("--workloads", "startup", "--rounds", "1", "--subjects", "asked");

    assertThat(bench.results().subjects().getFirst().version()).isEqualTo("version 7");
  }

  @Test
  void leavesOutRoundsThatThereIsNoTimeFor() throws Exception {
    assertThat(bench.run("--workloads", "startup", "--rounds", "100", "--limit", "0.001")).isZero();

    assertThat(bench.outcome("startup", "sluice-test").validRuns()).hasSize(1);
    assertThat(bench.report()).contains("1 round; there was no time for all 100");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(bench.run("--workloads", "nothing")).isEqualTo(Bench.USAGE);
    assertThat(bench.run("--subjects", "nobody")).isEqualTo(Bench.USAGE);
    assertThat(bench.stderr())
        .contains("there is no workload nothing")
        .contains("there is no subject nobody");
  }

  @Test
  void listsSubjectsAndWorkloads() {
    assertThat(bench.run("--list")).isZero();

    assertThat(bench.stdout()).contains("  sluice-test: none", "  exchange-int64-8-connections");
  }
}
