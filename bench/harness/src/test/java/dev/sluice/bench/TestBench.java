package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A project of its own whose subjects are {@link TestPeer}s, and the bench run on it. */
final class TestBench {
  private final Path root;
  private final String mark = "mark-" + UUID.randomUUID();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  TestBench(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  TestBench with(String name, String group, String fault) throws IOException {
    return with(name, group, fault, "");
  }

  /** Adds a subject, with more lines for its file. */
  TestBench with(String name, String group, String fault, String more) throws IOException {
    Path subjects = Files.createDirectories(root.resolve("bench/peers/test/subjects"));
    Files.writeString(
        subjects.resolve(name + ".properties"),
        String.join(
            "\n",
            "name=" + name,
            "order=1",
            "language=Java",
            "transport=TCP",
            "group=" + group,
            "tuning=none",
            "version=1",
            "quick=true",
            "jvm=true",
            "classpath=" + testClasses(),
            "main=dev.sluice.bench.TestPeer",
            "args=" + fault + " " + mark,
            more));
    return this;
  }

  private static Path testClasses() {
    return Path.of("target", "test-classes").toAbsolutePath();
  }

  /** Runs the command with short runs, and returns its exit code. */
  int run(String... arguments) {
    return Bench.execute(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments(arguments).toArray(String[]::new));
  }

  List<String> arguments(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--root", root.toString(), "--seconds", "0.01", "--out", out().toString()));
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  Path out() {
    return root.resolve("out");
  }

  List<String> stdout() {
    return out.toString().lines().toList();
  }

  String stderr() {
    return err.toString();
  }

  Results results() throws IOException {
    return OutputDirectory.read(out());
  }

  Outcome outcome(String workload, String subject) throws IOException {
    return results().cell(workload).flatMap(cell -> cell.of(subject)).orElseThrow();
  }

  String report() throws IOException {
    return Files.readString(out().resolve("report.md"));
  }

  /** The processes of its subjects that run. */
  List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .toList();
  }
}
