package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines that one thread adds and others look at. */
final class Captured {
  private final List<String> lines = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line);
  }

  synchronized int count() {
    return lines.size();
  }

  synchronized List<String> all() {
    return List.copyOf(lines);
  }
}
