package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A subject that does not do its work gets no figure, and leaves no process. */
final class BrokenSubjectTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "drop, wrong count: 99 of 100",
    "drop-but-count, wrong checksum",
    "swap, wrong checksum",
    "hang, hung: no answer within 5 s",
    "die, died with exit code 3",
    "error, as it was told in ~",
    "nonsense, spoke nonsense: \"ok messages=lots\"",
    "chatter, spoke nonsense: \"hello\"",
    "slow-clock, claims",
    "no-server, the server died with exit code 1"
  })
  void isCaught(String fault, String reason) throws Exception {
    TestBench bench =
        new TestBench(directory)
            .with("sluice-good", "sluice", "none")
            .with("grpc-java-good", "grpc-java", "none")
            .with("grpc-java-bad", "grpc-java", fault);

    String limit = fault.equals("hang") ? "5" : "60";
    int code =
        bench.run("--workloads", "download-int64", "--rounds", "2", "--command-limit", limit);

    assertThat(code).isEqualTo(Bench.FAILED);
    Outcome bad = bench.outcome("download-int64", "grpc-java-bad");
    assertThat(bad.trouble()).isEqualTo(Outcome.Trouble.FAILED);
    assertThat(bad.reason()).startsWith(reason);
    assertThat(bad.runs()).isEmpty();
    assertThat(bench.report()).contains("- download-int64: grpc-java-bad: " + reason);
    assertThat(bench.outcome("download-int64", "grpc-java-good").validRuns()).hasSize(2);
    assertThat(bench.stdout())
        .noneMatch(line -> line.contains("bad"))
        .anyMatch(line -> line.startsWith("ratio download-int64 sluice-good/grpc-java-good "));
    assertThat(bench.processes()).isEmpty();
  }

  @Test
  void isNoneIfItDoesNotHaveTheWorkload() throws Exception {
    TestBench bench = new TestBench(directory).with("partial", "peer", "unsupported");

    assertThat(bench.run("--workloads", "download-int64", "--rounds", "1")).isZero();

    assertThat(bench.outcome("download-int64", "partial").trouble())
        .isEqualTo(Outcome.Trouble.UNSUPPORTED);
  }

  @Test
  void isNoneIfItDoesNotGetToMoreIdleStreamsThanAreAskedOfAll() throws Exception {
    TestBench bench = new TestBench(directory).with("small", "peer", "die");

    assertThat(bench.run("--workloads", "idle-100000", "--rounds", "1")).isZero();

    assertThat(bench.outcome("idle-100000", "small").trouble())
        .isEqualTo(Outcome.Trouble.NOT_REACHED);
  }
}
