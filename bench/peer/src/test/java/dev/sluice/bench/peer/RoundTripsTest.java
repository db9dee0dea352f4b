package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private static RoundTrips of(int kept, long... nanos) {
    RoundTrips times = new RoundTrips(kept);
    for (long time : nanos) {
      times.add(time);
    }
    return times;
  }

  @Test
  void percentilesAreThoseOfAllStreamsTogether() {
    long[] sorted = RoundTrips.sorted(List.of(of(2, 40, 10), of(2, 30, 20)));
    assertThat(sorted).containsExactly(10, 20, 30, 40);
    assertThat(RoundTrips.perMille(sorted, 500)).isEqualTo(20);
    assertThat(RoundTrips.perMille(sorted, 990)).isEqualTo(40);
    assertThat(RoundTrips.perMille(sorted, 0)).isEqualTo(10);
  }

  @Test
  void aThousandRoundTripsHaveOneAboveP999() {
    long[] sorted = new long[1000];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i + 1L;
    }
    assertThat(RoundTrips.perMille(sorted, 999)).isEqualTo(999);
  }

  @Test
  void onlyTheLastOnesAreKept() {
    assertThat(RoundTrips.sorted(List.of(of(2, 1, 2, 3)))).containsExactly(2, 3);
  }

  @Test
  void noRoundTripsHaveNoTime() {
    assertThat(RoundTrips.perMille(RoundTrips.sorted(List.of(of(2))), 500)).isZero();
  }
}
