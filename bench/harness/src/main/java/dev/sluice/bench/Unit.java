package dev.sluice.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** How figures are written for people. */
enum Unit {
  PER_SECOND {
    @Override
    String format(double value) {
      if (value >= 1e6) {
        return digits(value / 1e6) + " M";
      }
      return value >= 1e3 ? digits(value / 1e3) + " k" : digits(value);
    }
  },
  NANOS {
    @Override
    String format(double value) {
      if (value >= 1e9) {
        return digits(value / 1e9) + " s";
      }
      return value >= 1e6 ? digits(value / 1e6) + " ms" : digits(value / 1e3) + " µs";
    }
  },
  BYTES {
    @Override
    String format(double value) {
      double size = Math.abs(value);
      if (size >= 1 << 30) {
        return digits(value / (1 << 30)) + " GiB";
      }
      if (size >= 1 << 20) {
        return digits(value / (1 << 20)) + " MiB";
      }
      return size >= 1 << 10 ? digits(value / (1 << 10)) + " KiB" : digits(value) + " B";
    }
  },
  CPU_SECONDS {
    @Override
    String format(double value) {
      return digits(value) + " s";
    }
  },
  SHARE {
    @Override
    String format(double value) {
      return String.format(Locale.ROOT, "%.0f %%", value * 100);
    }
  };

  abstract String format(double value);

  static double rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }

  /** As it was given: without an exponent, or zeros at the end. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** Three significant digits, and no exponent. */
  static String digits(double value) {
    double size = Math.abs(value);
    if (size >= 100 || size == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = 2 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
  }
}
