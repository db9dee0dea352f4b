package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SummaryTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddle() {
    assertThat(Summary.of(new double[] {9, 1, 4})).contains(new Summary(4, 1, 9));
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Summary.of(new double[] {9, 1, 4, 5})).contains(new Summary(4.5, 1, 9));
  }

  @Test
  void nothingHasNoMedian() {
    assertThat(Summary.of(new double[0])).isEmpty();
  }

  @Test
  void theSpreadIsAShareOfTheMedian() {
    assertThat(new Summary(4, 1, 9).spread()).isEqualTo(2);
    assertThat(new Summary(0, 0, 0).spread()).isZero();
  }
}
