package dev.sluice.cli;

import dev.sluice.numbers.Printer;
import java.util.function.Supplier;

/** Takes lines of output; any thread. */
interface Lines {
  /** Writes a line, soon; blocks while much waits to be written. */
  void println(String line);

  /** Blocks until all lines are written. */
  void flush();

  /** Returns lines that go here with a label in front, to tell who printed them. */
  default Lines labelled(String label) {
    return new Lines() {
      @Override
      public void println(String line) {
        Lines.this.println(label + line);
      }

      @Override
      public void flush() {
        Lines.this.flush();
      }
    };
  }

  /** Returns a printer of lines as they are. */
  default Printer plain() {
    return (Supplier<String> line) -> println(line.get());
  }

  /** Returns a printer of lines with date and time in front. */
  default Printer dated() {
    Timestamps timestamps = new Timestamps();
    return line -> println(timestamps.now() + " " + line.get());
  }
}
