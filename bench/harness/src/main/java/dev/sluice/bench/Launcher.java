package dev.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of subjects for one workload. */
final class Launcher {
  private final Processes processes;
  private final List<String> jvmFlags;
  private final Path directory;

  /**
   * @param directory for what the processes log and leave
   */
  Launcher(Processes processes, List<String> jvmFlags, Path directory) {
    this.processes = processes;
    this.jvmFlags = jvmFlags;
    this.directory = directory;
  }

  PeerProcess server(Subject subject) throws PeerFailure {
    return start(subject, "server", List.of());
  }

  PeerProcess client(Subject subject, List<String> arguments) throws PeerFailure {
    return start(subject, "client", arguments);
  }

  private PeerProcess start(Subject subject, String role, List<String> arguments)
      throws PeerFailure {
    List<String> flags = new ArrayList<>(jvmFlags);
    // Libraries unpack native code there, and a killed JVM does not clean up.
    flags.add("-Djava.io.tmpdir=" + temporary());
    List<String> command = new ArrayList<>(subject.program().command(role, flags));
    command.addAll(arguments);
    File log = directory.resolve(subject.name() + "-" + role + ".err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(subject.directory().toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().put("TMPDIR", temporary().toString());
    return PeerProcess.start(processes, builder);
  }

  private Path temporary() {
    try {
      return Files.createDirectories(directory.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
