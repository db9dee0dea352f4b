package dev.sluice.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A process of another implementation, and the lines it has printed. */
final class Peer implements AutoCloseable {
  private static final Path PEERS = Path.of("target", "peers");

  private final Process process;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  private Peer(String language, List<String> arguments) throws IOException {
    Path program = PEERS.resolve(language).toAbsolutePath();
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(program + " is not there: run make interop, which builds it");
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    reader = Thread.ofVirtual().start(this::read);
  }

  static Peer serving(String language, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(options);
    return new Peer(language, arguments);
  }

  static Peer calling(String language, List<String> call, String target) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("call"));
    arguments.addAll(call);
    arguments.add(target);
    return new Peer(language, arguments);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      String line;
      while ((line = output.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Writes a line to the peer's standard input. */
  void tell(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /** Waits until the peer has ended by itself, and returns all it printed. */
  List<String> awaitEnd() throws InterruptedException {
    if (!process.waitFor(90, SECONDS)) {
      throw new AssertionError("the peer did not end; it printed " + lines);
    }
    reader.join();
    if (process.exitValue() != 0) {
      throw new AssertionError(
          "the peer exited with " + process.exitValue() + "; it printed " + lines);
    }
    return lines();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(20, SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
