package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimePlanTest {
  private static Settings settings(double limitSeconds) {
    return new Settings(
        true, 5, 2, 0.3, 1.5, 3.6, limitSeconds, 20, "grpc-java-default", List.of(), List.of());
  }

  @Test
  void theLastDeadlineIsTheLimit() {
    List<Workload> workloads = Workloads.quick();
    TimePlan plan = new TimePlan(workloads, 7, settings(225));

    assertThat(plan.deadline(workloads.size() - 1)).isEqualTo(225);
    assertThat(plan.isOver()).isFalse();
  }

  @Test
  void aWorkloadMayTakeAllTheTimeThatThoseBehindItDoNotNeed() {
    List<Workload> workloads = Workloads.quick();
    double ofAll = 10_000;

    assertThat(new TimePlan(workloads, 7, settings(ofAll)).deadline(0))
        .isBetween(ofAll - 300, ofAll - 50);
  }

  @Test
  void aWorkloadMayTakeNoMoreThanItsShareIfThereIsTooLittle() {
    List<Workload> workloads = Workloads.quick();

    assertThat(new TimePlan(workloads, 7, settings(50)).deadline(0)).isBetween(5.0, 15.0);
  }

  @Test
  void noMoreRemainsThanTheLimitAllows() {
    assertThat(new TimePlan(Workloads.full(), 15, settings(100)).remaining(0, 0))
        .isBetween(50.0, 100.0);
  }

  @Test
  void nothingRemainsInTheEnd() {
    List<Workload> workloads = Workloads.quick();

    assertThat(new TimePlan(workloads, 7, settings(225)).remaining(workloads.size() - 1, 1))
        .isZero();
  }
}
