package dev.sluice.numbers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Doubles as decimal text, the way Go reads and prints them. Any thread; nothing blocks. */
public final class Decimals {
  /** Longer text is refused unread: no double needs that many digits. */
  private static final int MAX_CHARS = 4_096;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?+");

  /** The exponents of ten that are written out as zeros rather than in exponent form. */
  private static final int MIN_PLAIN_EXPONENT = -4;

  private static final int MAX_PLAIN_EXPONENT = 5;

  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

  private Decimals() {}

  /**
   * Reads a decimal number, {@code NaN}, {@code Inf}, {@code +Inf} or {@code -Inf}. Numbers too
   * small for a double are 0.
   *
   * @param text the text, without white space
   * @return the double next to it
   * @throws NumberFormatException if the text is anything else, a hexadecimal number for instance,
   *     has more than {@value #MAX_CHARS} chars, or is a number too big for a double
   */
  public static double parse(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> parseFinite(text);
    };
  }

  private static double parseFinite(String text) {
    if (text.length() > MAX_CHARS || !DECIMAL.matcher(text).matches()) {
      throw new NumberFormatException("not a decimal number");
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new NumberFormatException("too big for a double");
    }
    return number;
  }

  /**
   * Prints a double as Go's {@code %v} does: with the fewest digits that read back as the same
   * double, in exponent form below 10⁻⁴ and from 10⁶ up.
   *
   * @param number the number
   * @return its text, such as {@code 3}, {@code 1.4142135623730951}, {@code 1e+06}, {@code NaN} or
   *     {@code +Inf}
   */
  public static String format(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number > 0 ? "0" : "-0";
    }
    BigDecimal decimal = shortest(number);
    int exponent = decimal.precision() - decimal.scale() - 1;
    return exponent < MIN_PLAIN_EXPONENT || exponent > MAX_PLAIN_EXPONENT
        ? decimal.scaleByPowerOfTen(-exponent).toPlainString() + exponentForm(exponent)
        : decimal.toPlainString();
  }

  private static String exponentForm(int exponent) {
    int digits = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (digits < 10 ? "0" : "") + digits;
  }

  /** Of Java's digits, which are the fewest but never fewer than two. */
  private static BigDecimal shortest(double number) {
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal shorter = decimal.round(ONE_DIGIT);
      if (shorter.doubleValue() == number) {
        return shorter.stripTrailingZeros();
      }
    }
    return decimal;
  }
}
