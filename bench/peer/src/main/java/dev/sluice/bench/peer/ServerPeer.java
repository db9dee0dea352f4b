package dev.sluice.bench.peer;

import java.util.List;

/** Answers a server's commands; the server ends with them. */
record ServerPeer(RunningServer server) implements CommandLoop.Handler {
  @Override
  public String answer(String command, List<String> arguments) {
    if (command.equals("settle")) {
      return CommandLoop.settle();
    }
    throw new IllegalArgumentException("unknown command: " + command);
  }

  @Override
  public void close() {
    server.close();
  }
}
