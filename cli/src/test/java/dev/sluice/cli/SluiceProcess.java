package dev.sluice.cli;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command in a process of its own. */
final class SluiceProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SIGINT_BIT = 1L << 1;

  private final Process process;
  private final Captured out = new Captured();
  private final Captured err = new Captured();
  private final List<Thread> readers = new ArrayList<>();

  private SluiceProcess(boolean readsOut, String... args) throws IOException {
    List<String> command = new ArrayList<>(heedingSignals());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Sluice.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    process = builder.start();
    if (readsOut) {
      readers.add(keep(process.inputReader(StandardCharsets.UTF_8), out));
    }
    readers.add(keep(process.errorReader(StandardCharsets.UTF_8), err));
  }

  /** Whoever starts a build in the background may have its processes ignore Ctrl-C. */
  private static List<String> heedingSignals() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    boolean ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT_BIT) != 0);
    return ignored ? List.of("env", "--default-signal=INT") : List.of();
  }

  static SluiceProcess start(String... args) throws IOException {
    return new SluiceProcess(true, args);
  }

  /** Starts a process whose output the test reads, or does not. */
  static SluiceProcess startUnread(String... args) throws IOException {
    return new SluiceProcess(false, args);
  }

  private static Thread keep(BufferedReader from, Captured lines) {
    return Thread.ofVirtual()
        .start(() -> {
          try (from) {
            from.lines().forEach(lines::add);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  Process process() {
    return process;
  }

  List<String> out() {
    return out.all();
  }

  List<String> undated() {
    return out().stream().map(Run::undated).toList();
  }

  List<String> err() {
    return err.all();
  }

  OutputStream in() {
    return process.getOutputStream();
  }

  SluiceProcess awaitLines(int count) {
    await("line " + count + " of output").atMost(PATIENCE).until(() -> out.count() >= count);
    return this;
  }

  /** Sends a signal, such as {@code TERM}. */
  void signal(String name) throws Exception {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill ended with " + code);
    }
  }

  /** Waits for the end of the process, and of its output. */
  int awaitExit() throws InterruptedException {
    await("the end of the process").atMost(PATIENCE).until(() -> !process.isAlive());
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await("the end of the process").atMost(PATIENCE).until(() -> !process.isAlive());
  }
}
