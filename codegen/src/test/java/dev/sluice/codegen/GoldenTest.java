package dev.sluice.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generates code for each directory of {@code src/test/protos}, through protoc, and compares it
 * with what the directory expects, byte for byte.
 *
 * <p>After a change of the generator {@code make golden}, which sets {@code golden.update}, writes
 * the expected files anew; read the diff.
 */
class GoldenTest {
  private static final Path CASES = Path.of("src/test/protos");

  private final Path directory;
  private final Path messages;
  private final Path ours;
  private final Path classes;
  private final Path docs;

  GoldenTest(@TempDir Path directory) {
    this.directory = directory;
    this.messages = directory.resolve("messages");
    this.ours = directory.resolve("ours");
    this.classes = directory.resolve("classes");
    this.docs = directory.resolve("docs");
  }

  static Stream<String> cases() throws IOException {
    try (Stream<Path> paths = Files.list(CASES)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void generatesWhatIsExpectedAndItCompilesWithoutWarning(String name) throws IOException {
    generate(name);

    Path expected = CASES.resolve(name).resolve("expected");
    Map<String, String> generated = Protoc.read(ours, "");
    if (Boolean.getBoolean("golden.update")) {
      write(generated, expected);
    }
    Map<String, String> wanted = Protoc.read(expected, "");
    assertThat(generated).as(name).isNotEmpty().containsOnlyKeys(wanted.keySet());
    wanted.forEach((file, text) -> assertThat(generated.get(file)).as(file).isEqualTo(text));

    compile(name);
  }

  /** A few: the tool takes its time, and javac has done most of its checks already. */
  @ParameterizedTest
  @ValueSource(strings = {"comments", "deprecated_methods", "library_names", "streaming"})
  void theJavadocToolHasNothingToSay(String name) throws IOException {
    generate(name);
    compile(name);

    assertThat(Javac.document(sources(ours), classes, Files.createDirectory(docs)))
        .as(name)
        .isEmpty();
  }

  private void generate(String name) throws IOException {
    Path protos = CASES.resolve(name);
    Protoc.Result protoc =
        Protoc.run(
            protos,
            List.copyOf(Protoc.read(protos, ".proto").keySet()),
            "--plugin=protoc-gen-sluice=" + Protoc.plugin(directory),
            "--sluice_out=" + Files.createDirectory(ours),
            "--java_out=" + Files.createDirectory(messages));
    assertThat(protoc).as(name).isEqualTo(new Protoc.Result(0, ""));
  }

  private void compile(String name) throws IOException {
    Files.createDirectory(classes);
    assertThat(Javac.compile(sources(messages), classes)).as(name).isEmpty();
    assertThat(Javac.compileStrictly(sources(ours), classes, classes)).as(name).isEmpty();
  }

  private static List<Path> sources(Path root) {
    return Protoc.read(root, ".java").keySet().stream().map(root::resolve).toList();
  }

  private static void write(Map<String, String> files, Path root) throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> old = Files.walk(root)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
