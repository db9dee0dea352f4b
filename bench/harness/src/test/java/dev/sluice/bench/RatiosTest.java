package dev.sluice.bench;

import static dev.sluice.bench.SampleResults.rates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Outcome.Trouble;
import dev.sluice.bench.Ratio.Rival;
import dev.sluice.bench.Results.Cell;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RatiosTest {
  private static final Workload DOWNLOAD = new Workload(Kind.DOWNLOAD, 0, 1, 1);

  private static List<String> lines(Outcome... outcomes) {
    return Ratios.all(SampleResults.of(List.of(new Cell(DOWNLOAD, List.of(outcomes))))).stream()
        .filter(Ratio::isPrimary)
        .map(Ratio::line)
        .toList();
  }

  private static Outcome latencies(String subject, long... p50) {
    List<Run> runs =
        Stream.iterate(1, round -> round <= p50.length, round -> round + 1)
            .map(round ->
                new Run(
                    round,
                    1,
                    1,
                    1,
                    new Latency(p50[round - 1], 1, 1),
                    Side.cost(null, null),
                    null,
                    null))
            .toList();
    return new Outcome(subject, null, null, runs);
  }

  @Test
  void isTheMedianOfTheQuotientsOfEachRound() {
    // 2, 0.5 and 3; the medians' quotient would be 1.5.
    assertThat(Ratios.between(rates("a", 200, 100, 300), rates("b", 100, 200, 100), Metric.RATE))
        .hasValue(2.0);
  }

  @Test
  void countsOnlyRoundsThatBothHave() {
    assertThat(Ratios.between(rates("a", 200, 100, 300), rates("b", 100), Metric.RATE))
        .hasValue(2.0);
  }

  @Test
  void isNothingWithoutACommonFigure() {
    assertThat(Ratios.between(rates("a", 200), rates("b", 100), Metric.P50)).isEmpty();
  }

  @Test
  void comparesWithTheBestByMedian() {
    assertThat(
            lines(
                rates("sluice-netty", 300, 300, 300),
                rates("grpc-java-default", 10, 900, 20),
                rates("grpc-java-direct", 100, 150, 100),
                rates("tonic", 200, 100, 200),
                rates("tcp-protobuf", 1_000, 1_000, 1_000),
                rates("tcp-bytes", 9_000, 9_000, 9_000)))
        .containsExactly(
            "ratio download-int64 sluice-netty/grpc-java-direct 3.00",
            "ratio download-int64 sluice-netty/tonic 1.50",
            "ratio download-int64 sluice-netty/tcp-protobuf 0.300");
  }

  @Test
  void theBestHasTheLowestLatency() {
    Workload pingpong = new Workload(Kind.PINGPONG, 0, 1, 1);
    Cell cell =
        new Cell(
            pingpong,
            List.of(
                latencies("sluice-netty", 30),
                latencies("grpc-java-default", 60),
                latencies("grpc-java-direct", 20)));

    assertThat(Ratios.all(SampleResults.of(List.of(cell))))
        .filteredOn(ratio -> ratio.rival() == Rival.BEST_GRPC_JAVA && ratio.isPrimary())
        .singleElement()
        .satisfies(ratio -> assertThat(ratio.peer()).isEqualTo("grpc-java-direct"))
        .satisfies(ratio -> assertThat(ratio.value()).isEqualTo(1.5));
  }

  @Test
  void leavesOutWhoFailed() {
    List<Run> runs = rates("tonic", 900).runs();
    assertThat(
            lines(
                rates("sluice-netty", 300),
                rates("grpc-go", 100),
                new Outcome("tonic", Trouble.FAILED, "wrong checksum", runs),
                SampleResults.failed("tcp-protobuf", Trouble.FAILED, "hung")))
        .containsExactly("ratio download-int64 sluice-netty/grpc-go 3.00");
  }

  @Test
  void namesOtherFiguresBehindTheWorkload() {
    Cell cell =
        new Cell(DOWNLOAD, List.of(rates("sluice-netty", 200), rates("grpc-java-direct", 100)));

    assertThat(Ratios.all(SampleResults.of(List.of(cell))))
        .extracting(Ratio::line)
        .contains("ratio download-int64:cpu sluice-netty/grpc-java-direct 0.500");
  }
}
