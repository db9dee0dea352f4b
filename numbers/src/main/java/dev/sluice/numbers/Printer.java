package dev.sluice.numbers;

import java.util.function.Supplier;

/**
 * Takes the lines in which services and clients tell what they see. Services print from the threads
 * of all their calls at once.
 */
@FunctionalInterface
public interface Printer {
  /** Prints nothing, and makes no line either. */
  Printer SILENT = line -> {};

  /**
   * Prints a line.
   *
   * @param line makes the line, without a line break; only asked if the line is wanted
   */
  void print(Supplier<String> line);
}
