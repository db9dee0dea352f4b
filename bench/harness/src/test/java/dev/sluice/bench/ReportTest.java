package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Results.Cell;
import java.awt.Font;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  @TempDir private static Path directory;

  private static String report;

  @BeforeAll
  static void write() throws Exception {
    OutputDirectory.write(
        SampleResults.full(), directory, new Progress(new PrintWriter(new StringWriter())));
    report = Files.readString(directory.resolve("report.md"));
  }

  private static List<String> section(String heading) {
    List<String> lines = report.lines().toList();
    int start = lines.indexOf(heading);
    assertThat(start).as(heading).isNotNegative();
    List<String> rest = lines.subList(start + 1, lines.size());
    return rest.stream().takeWhile(line -> !line.startsWith("#")).toList();
  }

  private static List<String> row(String heading, String subject) {
    return section(heading).stream()
        .filter(line -> line.startsWith("| " + subject + " |"))
        .findFirst()
        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
        .orElseThrow();
  }

  @Test
  void tellsOnWhatItWasMeasured() {
    assertThat(report)
        .contains(
            "A CPU", "2 CPUs", "8.00 GiB", "A JDK", "-Xmx1024m", "2026-01-02", "0123456789ab");
  }

  @Test
  void showsMedianMinimumAndMaximum() {
    assertThat(row("### download-int64", "sluice-netty")).contains("**1.33 M** (1.28 M – 1.38 M)");
  }

  @Test
  void showsTheRatioToTheBaseline() {
    assertThat(row("### download-int64", "sluice-netty").get(3)).isEqualTo("10.0");
  }

  @Test
  void showsBytesASecondWhereThereIsAPayload() {
    assertThat(section("### download-64KiB")).anyMatch(line -> line.contains("MB/s"));
    assertThat(section("### download-int64")).noneMatch(line -> line.contains("MB/s"));
  }

  @Test
  void showsNoFigureOfAFailedSubject() {
    assertThat(String.join(" ", row("### upload-int64", "tcp-bytes")))
        .contains("**failed**")
        .doesNotContainPattern("\\d");
    assertThat(section("## Left out, failed, disturbed"))
        .contains("- upload-int64: tcp-bytes: wrong count: 99 of 100");
  }

  @Test
  void saysWhatDidNotGetThere() {
    assertThat(row("### idle-100000", "helidon")).contains("did not get there");
  }

  @Test
  void saysWhatWasSkipped() {
    assertThat(section("## Left out, failed, disturbed"))
        .contains("- zig skipped: needs zig, which is not on the PATH");
  }

  @Test
  void saysWhichFiguresAreDoubtful() {
    Workload download = new Workload(Kind.DOWNLOAD, 0, 1, 1);
    Outcome unsteady = SampleResults.rates("tonic", 100, 100, 300);
    Outcome steady = SampleResults.rates("grpc-go", 100, 100, 101);

    assertThat(
            Report.of(
                SampleResults.of(List.of(new Cell(download, List.of(unsteady, steady)))),
                List.of(),
                "charts"))
        .contains("- download-int64 disturbed: tonic (spread 200 %)\n")
        .containsPattern("\\| tonic .* \\| disturbed \\|");
  }

  @Test
  void listsWhatASubjectDoesNotHaveOnOneLine() {
    Outcome none = SampleResults.failed("helidon", Outcome.Trouble.UNSUPPORTED, "none");
    List<Cell> cells =
        Workloads.quick().stream().map(workload -> new Cell(workload, List.of(none))).toList();

    assertThat(Report.of(SampleResults.of(cells), List.of(), "charts"))
        .contains("- helidon does not have download-int64, upload-int64, exchange-int64, ");
  }

  @Test
  void comparesSluiceWithTheBestAndNamesThem() {
    assertThat(section("## Sluice compared"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("| download-int64 | messages/s | sluice-netty |")
                .contains("grpc-java-direct", "tonic", "tcp-protobuf"));
  }

  @Test
  void comparesOneStreamWithManyCalls() {
    assertThat(row("## One stream or many calls", "grpc-go")).contains("40.0");
  }

  /** A JDK without any font cannot draw. */
  static boolean hasFonts() {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
      return font.canDisplay('a') && !font.getFamily().isEmpty();
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  @Test
  @EnabledIf("hasFonts")
  void drawsAChartOfEachKindThatIsWellFormed() throws Exception {
    List<String> charts =
        report.lines().filter(line -> line.startsWith("![")).map(ReportTest::file).toList();
    assertThat(charts)
        .contains(
            "charts/download-by-payload.svg",
            "charts/exchange-by-streams.svg",
            "charts/latency-pingpong-1.svg",
            "charts/cpu.svg",
            "charts/memory.svg",
            "charts/startup.svg");
    for (String chart : charts) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      assertThat(
              factory
                  .newDocumentBuilder()
                  .parse(directory.resolve(chart).toFile())
                  .getDocumentElement()
                  .getTagName())
          .isEqualTo("svg");
    }
  }

  private static String file(String image) {
    return image.substring(image.lastIndexOf('(') + 1, image.lastIndexOf(')'));
  }

  @Test
  void isMadeOfNothingButTheRawData() throws Exception {
    assertThat(OutputDirectory.read(directory)).isEqualTo(SampleResults.full());
  }
}
