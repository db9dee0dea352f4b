package dev.sluice.bench;

import java.util.Collections;
import java.util.List;

/** Builds a Markdown page. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  void heading(int level, String title) {
    text.append("#".repeat(level)).append(' ').append(title).append("\n\n");
  }

  void paragraph(String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  void item(String item) {
    text.append("- ").append(item).append('\n');
  }

  void endList() {
    text.append('\n');
  }

  /** A table whose columns but the first are numbers. */
  void table(List<String> header, List<List<String>> rows) {
    row(header);
    text.append("|---");
    text.append(String.join("", Collections.nCopies(header.size() - 1, "|---:")));
    text.append("|\n");
    rows.forEach(this::row);
    text.append('\n');
  }

  private void row(List<String> cells) {
    cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing() + "\n";
  }
}
