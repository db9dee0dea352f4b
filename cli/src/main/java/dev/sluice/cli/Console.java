package dev.sluice.cli;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * What a command reads from and writes to.
 *
 * @param outIsTerminal whether somebody watches {@code out}
 * @param errIsTerminal whether somebody watches {@code err}
 */
record Console(
    InputStream in, Lines out, PrintWriter err, boolean outIsTerminal, boolean errIsTerminal) {
  /** Writes one line about what went wrong or goes on, after all lines of output before it. */
  void say(String message) {
    out.flush();
    err.println("sluice: " + OneLine.of(message));
    err.flush();
  }

  /** Returns a console whose lines of output have a label in front. */
  Console labelled(String label) {
    return new Console(in, out.labelled(label), err, outIsTerminal, errIsTerminal);
  }
}
