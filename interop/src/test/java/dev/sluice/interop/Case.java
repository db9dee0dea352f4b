package dev.sluice.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A call, what its client prints, and what its server tells of its end.
 *
 * @param slow whether the server receives slowly
 */
record Case(List<String> call, List<String> printed, String ended, boolean slow) {
  private static final long MAX = Long.MAX_VALUE;
  private static final long MIN = Long.MIN_VALUE;
  private static final String MANY = "100000";

  static Stream<Case> all() {
    return Stream.of(
        of("pow 2", "1 2 4 8 16 32 64 128 256 512", "OK"),
        of("pow 0", "1 0 0 0 0 0 0 0 0 0", "OK"),
        of("pow -3", "1 -3 9 -27 81 -243 729 -2187 6561 -19683", "OK"),
        of("pow -128", powersOf(-128, 9), "OK"),
        of("pow 128", powersOf(128, 8), "OUT_OF_RANGE 128^9 does not fit int64"),
        of("pow " + MAX, powersOf(MAX, 1), "OUT_OF_RANGE " + MAX + "^2 does not fit int64"),
        of("sum", "0", "OK"),
        of("sum 0 1 2 3 4 5 6 7 8 9", "45", "OK"),
        of("sum " + MAX + " " + MIN, "-1", "OK"),
        of("sum 5 " + MAX, "", "OUT_OF_RANGE the sum does not fit int64 at message 2"),
        of("sum " + MIN + " 0 -1", "", "OUT_OF_RANGE the sum does not fit int64 at message 3"),
        of("sqrt", "", "OK"),
        of(
            "sqrt 0 1 2 3 4 5 6 7 8 9",
            "0 1 1.4142135623730951 1.7320508075688772 2 2.23606797749979 2.449489742783178"
                + " 2.6457513110645907 2.8284271247461903 3",
            "OK"),
        of("sqrt -1 NaN +Inf -Inf -0 1e300 1e-10", "NaN NaN +Inf NaN -0 1e+150 1e-05", "OK"),
        of("text", "", "OK"),
        of("text 4 2 1e42 1e-12 NaN Inf -4", "2 1.4142135623730951 1e+21 1e-06 NaN +Inf NaN", "OK"),
        of("text 4 nine 9", "2", "INVALID_ARGUMENT \"nine\" is no number"),
        of(
            "text " + "é".repeat(65),
            "",
            "INVALID_ARGUMENT \"" + "é".repeat(64) + "…\" is no number"),
        of("deadline", "2", "DEADLINE_EXCEEDED"),
        of("cancel", "2 3 4", "CANCELLED"),
        many("many " + MANY, false),
        many("many-slow " + MANY, false),
        many("many " + MANY, true),
        new Case(
            List.of("many-sum", MANY), List.of("4999950000", "status OK"), "Sum ended ok", true));
  }

  private static Case many(String call, boolean slow) {
    return new Case(
        words(call), List.of("count 100000 sum 4999950000", "status OK"), "Sqrt ended ok", slow);
  }

  private static Case of(String call, String messages, String status) {
    List<String> printed = new ArrayList<>(words(messages));
    printed.add("status " + status);
    return new Case(words(call), printed, ended(words(call).getFirst(), status), false);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  private static String powersOf(long number, int to) {
    return String.join(
        " ",
        LongStream.rangeClosed(0, to)
            .map(exponent -> LongStream.range(0, exponent).reduce(1, (p, i) -> p * number))
            .mapToObj(Long::toString)
            .toList());
  }

  private static String ended(String name, String status) {
    String method =
        switch (name) {
          case "pow" -> "Pow";
          case "sum" -> "Sum";
          case "text" -> "AllStream";
          default -> "Sqrt";
        };
    String code = words(status).getFirst();
    return method
        + " ended "
        + switch (code) {
          case "OK" -> "ok";
          case "CANCELLED", "DEADLINE_EXCEEDED" -> "cancelled";
          default -> "status " + code;
        };
  }

  @Override
  public String toString() {
    return String.join(" ", call) + (slow ? " (slow server)" : "");
  }
}
