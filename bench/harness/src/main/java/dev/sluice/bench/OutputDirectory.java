package dev.sluice.bench;

import dev.sluice.bench.Charts.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where raw data, report and charts of a run go. */
final class OutputDirectory {
  private static final String RAW = "results.json";
  private static final String REPORT = "report.md";
  private static final String CHARTS = "charts";

  private OutputDirectory() {}

  /** A directory named for the day, or for the day and a number if that is taken. */
  static Path newFor(Path parent, String date) {
    Path directory = parent.resolve(date);
    for (int i = 2; Files.exists(directory); i++) {
      directory = parent.resolve(date + "-" + i);
    }
    return directory;
  }

  static Results read(Path directory) throws IOException {
    return ResultsJson.read(directory.resolve(RAW));
  }

  static void write(Results results, Path directory, Progress progress) throws IOException {
    Files.createDirectories(directory);
    ResultsJson.write(results, directory.resolve(RAW));
    List<Chart> charts = draw(results, directory.resolve(CHARTS), progress);
    Files.writeString(directory.resolve(REPORT), Report.of(results, charts, CHARTS));
  }

  /** A machine without any font, say, still gets its tables. */
  private static List<Chart> draw(Results results, Path directory, Progress progress)
      throws IOException {
    try {
      return Charts.draw(results, directory);
    } catch (RuntimeException | Error e) {
      progress.say("no charts; the JDK needs fontconfig and a font to draw: " + e);
      return List.of();
    }
  }
}
