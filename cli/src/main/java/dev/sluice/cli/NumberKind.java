package dev.sluice.cli;

import dev.sluice.numbers.Decimals;
import java.util.function.Function;

/**
 * A kind of numbers and how to read one.
 *
 * @param name what to call one, such as {@code "decimal number"}
 * @param reader reads one; throws {@link NumberFormatException}
 */
record NumberKind<N>(String name, Function<String, N> reader) {
  static final NumberKind<Long> WHOLE =
      new NumberKind<>("whole number of 64 bits", NumberKind::parseLong);
  static final NumberKind<Double> DECIMAL = new NumberKind<>("decimal number", Decimals::parse);

  private static final int QUOTED_CHARS = 64;

  /** Reads a number that is an argument. */
  N parseArgument(String text) {
    if (text.startsWith("--")) {
      throw new UsageException("unknown option: '" + text + "'");
    }
    return parse(text, "");
  }

  /**
   * Reads a number.
   *
   * @param context what to say in front if it is none, such as {@code "line 3: "}
   */
  N parse(String text, String context) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      String quoted = text.length() > QUOTED_CHARS ? text.substring(0, QUOTED_CHARS) + "…" : text;
      throw new UsageException(context + "\"" + quoted + "\" is no " + name, e);
    }
  }

  /** As {@link Long#parseLong(String)}, which takes the digits of all scripts, but ASCII only. */
  private static Long parseLong(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '9') {
        throw new NumberFormatException("not an ASCII digit");
      }
    }
    return Long.parseLong(text);
  }
}
