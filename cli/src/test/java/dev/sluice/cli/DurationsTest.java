package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "200ms, PT0.2S",
    "0.5ms, PT0.0005S",
    "1s, PT1S",
    "1.5s, PT1.5S",
    "2m, PT2M",
    "1h, PT1H",
    "0.25h, PT15M",
    "999999999h, PT2562047H47M16.854775807S"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(new Durations().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "s",
        "1 s",
        "-1s",
        "+1s",
        "1d",
        "1S",
        ".5s",
        "1.s",
        "1e3s",
        "1s2",
        "9999999999s"
      })
  void refusesOtherText(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Durations().convert(text))
        .withMessage("\"" + text + "\" is no duration: write it like 200ms, 1.5s, 2m or 1h");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.2S, 200ms",
    "PT1.5S, 1500ms",
    "PT10S, 10s",
    "PT90S, 90s",
    "PT1H, 60m"
  })
  void printsDurations(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
  }
}
