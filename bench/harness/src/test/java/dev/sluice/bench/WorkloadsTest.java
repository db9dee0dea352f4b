package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WorkloadsTest {
  @Test
  void haveNamesOfTheirOwn() {
    assertThat(Workloads.full())
        .extracting(Workload::name)
        .doesNotHaveDuplicates()
        .contains(
            "download-int64",
            "upload-64KiB",
            "exchange-1MiB",
            "download-int64-1000-streams",
            "download-int64-8-connections",
            "pingpong-100",
            "unary-1",
            "setup-100",
            "startup",
            "idle-100000");
  }

  @Test
  void theQuickOnesAreAmongAll() {
    assertThat(Workloads.full()).containsAll(Workloads.quick());
    assertThat(Workloads.quick()).hasSize(5);
  }

  @Test
  void areCommandsOfTheProtocol() {
    assertThat(new Workload(Kind.EXCHANGE, 128, 8, 4).command(800))
        .isEqualTo("run workload=exchange payload=128 streams=8 connections=4 messages=800");
  }
}
