package dev.sluice.bench.peer;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Runs a subject as a process that is told on its standard input what to do, and answers on its
 * standard output.
 *
 * <ul>
 *   <li>{@code server}: serves until its input ends; answers {@code settle}.
 *   <li>{@code client port=<p>}: answers {@code run} and {@code settle}.
 *   <li>{@code client}: the same, with a server of its own in the same process.
 * </ul>
 */
public final class Peers {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

  private Peers() {}

  /** Does not return: ends the process when its input ends. */
  public static void main(Subject subject, String[] args) throws Exception {
    PrintStream answers = System.out;
    // Whatever a library prints is none.
    System.setOut(System.err);
    System.exit(run(subject, args, System.in, answers));
  }

  /** Returns the exit code, once the input has ended. */
  public static int run(Subject subject, String[] args, InputStream in, PrintStream out)
      throws Exception {
    return run(subject, args, new CommandLoop(in, out, COMMAND_LIMIT));
  }

  static int run(Subject subject, String[] args, CommandLoop commands) throws Exception {
    if (args.length == 1 && args[0].equals("server")) {
      return serve(subject, commands);
    }
    if (args.length == 2 && args[0].equals("client") && args[1].startsWith("port=")) {
      return drive(subject, Integer.parseInt(args[1].substring("port=".length())), commands);
    }
    if (args.length == 1 && args[0].equals("client")) {
      try (RunningServer server = subject.startServer()) {
        return drive(subject, server.port(), commands);
      }
    }
    System.err.println("usage: server | client [port=<port>]");
    return 2;
  }

  private static int serve(Subject subject, CommandLoop commands) throws Exception {
    RunningServer server = subject.startServer();
    commands.say("ready port=" + server.port());
    return answer(new ServerPeer(server), commands);
  }

  private static int drive(Subject subject, int port, CommandLoop commands) throws Exception {
    commands.say("ready");
    return answer(new ClientPeer(subject, port), commands);
  }

  private static int answer(CommandLoop.Handler handler, CommandLoop commands) throws Exception {
    if (!commands.run(handler)) {
      return 1;
    }
    handler.close();
    return 0;
  }
}
