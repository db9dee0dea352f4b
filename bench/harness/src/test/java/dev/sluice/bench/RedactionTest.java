package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RedactionTest {
  @Test
  void hidesWhereTheProjectAndTheHomeAre() {
    Path root = Path.of("some", "project").toAbsolutePath();
    String home = System.getProperty("user.home");

    assertThat(new Redaction(root).apply("see " + root.resolve("x.log") + " and " + home + "/y"))
        .isEqualTo("see ./x.log and ~/y");
  }
}
