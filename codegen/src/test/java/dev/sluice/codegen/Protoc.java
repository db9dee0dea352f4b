package dev.sluice.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs protoc. */
final class Protoc {
  static final Path EXECUTABLE = Path.of("target/protoc/protoc.exe").toAbsolutePath();
  static final Path WELL_KNOWN_PROTOS = Path.of("target/protoc/include").toAbsolutePath();

  private Protoc() {}

  /** What a process printed, both streams together, and its exit status. */
  record Result(int status, String output) {}

  /** Runs protoc on files of a directory. */
  static Result run(Path directory, List<String> files, String... options) {
    List<String> command = new ArrayList<>();
    command.add(executable(EXECUTABLE).toString());
    command.addAll(List.of(options));
    command.add("-I" + directory.toAbsolutePath());
    command.add("-I" + WELL_KNOWN_PROTOS);
    command.addAll(files);
    return run(new ProcessBuilder(command));
  }

  /** Runs a process to its end. */
  static Result run(ProcessBuilder builder) {
    try {
      Path output = Files.createTempFile("protoc", ".txt");
      try {
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(builder.command() + " did not end within 60 seconds");
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes a script that runs this module's classes, for protoc to run. */
  static Path plugin(Path directory) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The coverage agent, if there is one.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(java::add);
    java.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    String command = "\"" + String.join("\" \"", java) + "\"";
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path script = directory.resolve(windows ? "plugin.bat" : "plugin");
    Files.writeString(
        script, windows ? "@echo off\r\n" + command + " %*\r\n" : "#!/bin/sh\nexec " + command);
    return executable(script);
  }

  private static Path executable(Path file) {
    if (!file.toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make executable: " + file);
    }
    return file;
  }

  /** Reads the files under a directory whose names end in some way, by their relative paths. */
  static Map<String, String> read(Path directory, String suffix) {
    Map<String, String> files = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        String name = directory.relativize(path).toString().replace('\\', '/');
        if (name.endsWith(suffix)) {
          files.put(name, Files.readString(path, UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
