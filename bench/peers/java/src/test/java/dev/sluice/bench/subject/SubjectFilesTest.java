package dev.sluice.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.peer.Subject;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubjectFilesTest {
  private static final Path DIRECTORY = Path.of("subjects");

  private static List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.toList();
    }
  }

  private static Properties read(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  @Test
  void eachFileIsNamedAsItsSubjectAndNamesItsMainClass() throws Exception {
    for (Path file : files()) {
      Properties properties = read(file);
      assertThat(file).hasFileName(properties.getProperty("name") + ".properties");
      Class<?> main = Class.forName(properties.getProperty("main"));
      assertThat(Subject.class).isAssignableFrom(main);
      assertThat(main.getMethod("main", String[].class)).isNotNull();
    }
  }

  @Test
  void eachSubjectThatIsTestedHasAFile() throws Exception {
    assertThat(files()).hasSameSizeAs(SubjectUnderTest.values());
  }
}
