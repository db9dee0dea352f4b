package dev.sluice.numbers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Keeps the lines it is given. */
final class RecordingPrinter implements Printer {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void print(Supplier<String> line) {
    lines.add(line.get());
  }

  List<String> lines() {
    return lines;
  }
}
