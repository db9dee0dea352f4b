package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the fuzz targets over the inputs that are kept, without a fuzzer. */
class FuzzCorpusTest {
  @Test
  void keptMessagesAreFoundWhateverThePieces() {
    inputs("messages").forEach(file -> FuzzMessages.fuzzerTestOneInput(bytes(file)));
  }

  @Test
  void keptHeadersAreTakenOrRefused() {
    FuzzHeaders.fuzzerInitialize();
    inputs("headers").forEach(file -> FuzzHeaders.fuzzerTestOneInput(bytes(file)));
  }

  @Test
  void keptFramesAreAnsweredOrEndTheirConnection() throws Exception {
    try (FuzzConnection connection = new FuzzConnection()) {
      inputs("connection").forEach(file -> connection.run(bytes(file)));
    }
  }

  private static List<Path> inputs(String target) {
    try {
      Path folder = Path.of(FuzzCorpusTest.class.getResource("/fuzz/" + target).toURI());
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> inputs = files.sorted().toList();
        assertThat(inputs).as("kept inputs").isNotEmpty();
        return inputs;
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
