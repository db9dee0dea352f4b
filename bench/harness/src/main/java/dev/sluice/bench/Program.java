package dev.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the processes of a subject are started. */
sealed interface Program {
  /** Whether the server is a process of its own. */
  boolean hasServer();

  /**
   * The command that starts a server or a client, but for the client's port.
   *
   * @param role {@code server} or {@code client}
   * @param jvmFlags what a JVM gets
   */
  List<String> command(String role, List<String> jvmFlags);

  /** Runs on the bench's own JDK. */
  record Jvm(boolean hasServer, String classPath, String main, List<String> arguments)
      implements Program {
    @Override
    public List<String> command(String role, List<String> jvmFlags) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmFlags);
      command.addAll(List.of("-cp", classPath, main));
      command.addAll(arguments);
      command.add(role);
      return command;
    }
  }

  /** Runs by itself; an empty server command says that there is none. */
  record Executable(List<String> server, List<String> client) implements Program {
    @Override
    public boolean hasServer() {
      return !server.isEmpty();
    }

    @Override
    public List<String> command(String role, List<String> jvmFlags) {
      return role.equals("server") ? server : client;
    }
  }
}
