package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DisturbanceTest {
  private static Outcome outcome(long nanos, long elapsedNanos, double others) {
    Side side = Side.cost(1.0, null);
    Run run = new Run(1, 100, nanos, elapsedNanos, null, side, side, others);
    return new Outcome("grpc-go", null, null, List.of(run));
  }

  @Test
  void isASpreadOfMoreThanHalfTheMedian() {
    assertThat(Disturbance.of(SampleResults.rates("grpc-go", 100, 100, 151), Kind.DOWNLOAD))
        .contains("spread 51 %");
    assertThat(Disturbance.of(SampleResults.rates("grpc-go", 100, 100, 149), Kind.DOWNLOAD))
        .isEmpty();
  }

  @Test
  void isMoreThanATenthOfTheCpusForOtherProcesses() {
    assertThat(Disturbance.of(outcome(100, 100, 0.11), Kind.DOWNLOAD)).contains("others 11 %");
    assertThat(Disturbance.of(outcome(100, 100, 0.09), Kind.DOWNLOAD)).isEmpty();
  }

  @Test
  void isAClockThatLeavesOutMostOfTheTime() {
    assertThat(Disturbance.of(outcome(40, 100, 0), Kind.DOWNLOAD))
        .contains("clock leaves out 60 %");
    assertThat(Disturbance.of(outcome(40, 100, 0), Kind.IDLE)).isEmpty();
  }
}
