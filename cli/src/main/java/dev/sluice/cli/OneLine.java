package dev.sluice.cli;

/** Makes one line of text that others wrote: no break in it, and nothing a terminal would obey. */
final class OneLine {
  private static final int MAX_CODE_POINTS = 1_000;

  private OneLine() {}

  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.strip()
        .codePoints()
        .limit(MAX_CODE_POINTS)
        .forEach(codePoint -> {
          boolean control = Character.isISOControl(codePoint);
          if (!control) {
            line.appendCodePoint(codePoint);
          } else if (line.isEmpty() || line.charAt(line.length() - 1) != ' ') {
            line.append(' ');
          }
        });
    return line.toString();
  }
}
