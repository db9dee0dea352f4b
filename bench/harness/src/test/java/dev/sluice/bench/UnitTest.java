package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitTest {
  @ParameterizedTest
  @CsvSource({
    "PER_SECOND, 1234567, 1.23 M",
    "PER_SECOND, 45600, 45.6 k",
    "PER_SECOND, 12.34, 12.3",
    "NANOS, 19400, 19.4 µs",
    "NANOS, 1250000, 1.25 ms",
    "NANOS, 2500000000, 2.50 s",
    "BYTES, 512, 512 B",
    "BYTES, 10240, 10.0 KiB",
    "BYTES, -2048, -2.00 KiB",
    "BYTES, 3221225472, 3.00 GiB",
    "CPU_SECONDS, 0.0722, 0.0722 s",
    "SHARE, 0.505, 51 %"
  })
  void isWrittenWithThreeDigits(Unit unit, double value, String text) {
    assertThat(unit.format(value)).isEqualTo(text);
  }

  @Test
  void aSettingIsWrittenAsItWasGiven() {
    assertThat(Unit.plain(0.8)).isEqualTo("0.8");
    assertThat(Unit.plain(60)).isEqualTo("60");
  }

  @Test
  void aRatioIsWrittenWithoutExponent() {
    assertThat(Unit.digits(0.000154)).isEqualTo("0.000154");
    assertThat(Unit.digits(1234.5)).isEqualTo("1235");
  }
}
