package dev.sluice.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalsTest {
  /** The bits of a double, and what Go's {@code fmt.Printf("%v")} prints for it. */
  @ParameterizedTest
  @CsvFileSource(resources = "/go-doubles.tsv", delimiter = '\t')
  void printsAsGoDoesAndReadsItBack(String bits, String text) {
    double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(Decimals.format(number)).isEqualTo(text);
    assertThat(Decimals.parse(text)).isEqualTo(Double.valueOf(number));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0",
    "7, 7",
    "+7, 7",
    "007, 7",
    "1., 1",
    ".5, 0.5",
    "-.5e1, -5",
    "1e3, 1000",
    "1E+3, 1000",
    "25e-1, 2.5",
    "1e-400, 0",
    "-1e-400, -0",
    "NaN, NaN",
    "Inf, +Inf",
    "+Inf, +Inf",
    "-Inf, -Inf",
    "1.7976931348623157e308, 1.7976931348623157e+308"
  })
  void readsDecimalText(String text, String number) {
    assertThat(Decimals.format(Decimals.parse(text))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "1 ",
        " 1",
        "1x",
        "1d",
        "1f",
        "1L",
        "0x10",
        "0x1p4",
        "1_000",
        "1,5",
        "1e",
        "e1",
        ".",
        "+",
        "-",
        "--1",
        "+-1",
        "1e+",
        "1e1.5",
        "1.2.3",
        "nan",
        "+NaN",
        "-NaN",
        "inf",
        "INF",
        "Infinity",
        "-Infinity",
        "1e309",
        "-1e309",
        "1e99999999999",
        "٣",
        "１",
        "½",
        "NaN(1)",
        "1\n"
      })
  void refusesOtherText(String text) {
    assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> Decimals.parse(text));
  }

  @Test
  void boundsTheLengthOfText() {
    String longest = "0." + "1".repeat(4_094);

    assertThat(Decimals.parse(longest)).isEqualTo(1.0 / 9);
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimals.parse(longest + "1"));
  }
}
