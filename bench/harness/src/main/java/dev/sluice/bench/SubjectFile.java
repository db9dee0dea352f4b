package dev.sluice.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads a subject's properties file. */
final class SubjectFile {
  private final Path directory;
  private final Path file;
  private final Properties properties = new Properties();

  private SubjectFile(Path directory, Path file) throws IOException {
    this.directory = directory.toAbsolutePath();
    this.file = file;
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
  }

  /**
   * Reads it.
   *
   * @param directory the peer's
   * @throws UsageException if something is missing or wrong in it
   */
  static Subject read(Path directory, Path file) throws IOException {
    return new SubjectFile(directory, file).subject();
  }

  private Subject subject() {
    String version = optional("version");
    String versionCommand = optional("version.command");
    if (version == null && versionCommand == null) {
      throw wrong("version", "is missing, and so is version.command");
    }
    return new Subject(
        required("name"),
        order(),
        directory,
        required("language"),
        required("transport"),
        group(),
        required("tuning"),
        Boolean.parseBoolean(optional("quick")),
        split("needs", ","),
        optional("build"),
        version,
        versionCommand,
        program());
  }

  private Program program() {
    boolean inProcess = Boolean.parseBoolean(optional("inprocess"));
    if (Boolean.parseBoolean(optional("jvm"))) {
      return new Program.Jvm(
          !inProcess, required("classpath"), required("main"), split("args", "\\s+"));
    }
    required("client");
    return new Program.Executable(command("server"), command("client"));
  }

  /** A command whose program, if it is named by its path, is found from the peer's directory. */
  private List<String> command(String key) {
    List<String> words = new ArrayList<>(split(key, "\\s+"));
    if (!words.isEmpty() && words.getFirst().contains("/")) {
      words.set(0, directory.resolve(words.getFirst()).toString());
    }
    return List.copyOf(words);
  }

  private Group group() {
    try {
      return Group.of(required("group"));
    } catch (IllegalArgumentException e) {
      throw wrong("group", "is none of sluice, grpc-java, peer and limit");
    }
  }

  private int order() {
    try {
      return Integer.parseInt(required("order"));
    } catch (NumberFormatException e) {
      throw wrong("order", "is no number");
    }
  }

  private String required(String key) {
    String value = optional(key);
    if (value == null) {
      throw wrong(key, "is missing");
    }
    return value;
  }

  private @Nullable String optional(String key) {
    String value = properties.getProperty(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private List<String> split(String key, String separator) {
    String value = optional(key);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(separator, -1)).map(String::strip).toList();
  }

  private UsageException wrong(String key, String what) {
    return new UsageException(file + ": " + key + " " + what);
  }
}
