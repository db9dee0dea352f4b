package dev.sluice.bench.peer;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Answers a client's commands; keeps the connections, and idle streams, between them. */
final class ClientPeer implements CommandLoop.Handler {
  private final Subject subject;
  private final int port;
  private @Nullable Client client;
  private int connections;
  private Queue<Exchange> held = new ConcurrentLinkedQueue<>();

  ClientPeer(Subject subject, int port) {
    this.subject = subject;
    this.port = port;
  }

  @Override
  public String answer(String command, List<String> arguments) throws Exception {
    return switch (command) {
      case "run" -> run(Run.parse(arguments));
      case "settle" -> CommandLoop.settle();
      default -> throw new IllegalArgumentException("unknown command: " + command);
    };
  }

  private String run(Run run) throws Exception {
    closeHeld();
    if (!subject.supports(run.workload())) {
      return "error unsupported";
    }
    Runner runner = new Runner(connected(run.connections()), run);
    held = runner.held();
    try {
      return runner.run(subject.threads(run.workload())).line();
    } catch (Exception e) {
      // What state the connections are in is anybody's guess.
      close();
      throw e;
    }
  }

  private Client connected(int wanted) throws Exception {
    Client current = client;
    if (current == null || connections != wanted) {
      close();
      current = subject.connect(port, wanted);
      client = current;
      connections = wanted;
    }
    return current;
  }

  private void closeHeld() {
    for (Exchange exchange = held.poll(); exchange != null; exchange = held.poll()) {
      exchange.close();
    }
  }

  @Override
  public void close() {
    closeHeld();
    Client current = client;
    client = null;
    if (current != null) {
      current.close();
    }
  }
}
