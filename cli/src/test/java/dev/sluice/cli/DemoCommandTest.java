package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DemoCommandTest {
  @Test
  void showsBothSidesOfEachStreamInOrderAndLeavesNothing() {
    Run demo = Run.of("demo");

    assertThat(demo.err()).isEmpty();
    assertThat(demo.exitCode()).isZero();
    assertThat(printedBy("pow server", demo))
        .satisfies(lines -> assertServes(lines.getFirst()))
        .endsWith("Recv Client Data 2")
        .hasSize(2);
    assertThat(printedBy("pow client", demo))
        .containsExactlyElementsOf(
            concat(
                IntStream.range(0, 10).mapToObj(n -> "Recv data:" + (1 << n)).toList(),
                "server closed"));
    assertThat(printedBy("sum server", demo))
        .satisfies(lines -> assertServes(lines.getFirst()))
        .endsWith("Recved 8", "Recved 9", "client closed")
        .hasSize(12);
    assertThat(printedBy("sum client", demo)).containsExactly("sum: 45");
    assertThat(printedBy("sqrt server", demo))
        .satisfies(lines -> assertServes(lines.getFirst()))
        .endsWith("Recv Data:8 ", "Recv Data:9 ")
        .hasSize(11);
    assertThat(printedBy("sqrt client", demo))
        .startsWith("Recv Data:0 ", "Recv Data:1 ", "Recv Data:1.4142135623730951 ")
        .endsWith("Recv Data:3 ", "Server Closed")
        .hasSize(11);
    assertThat(demo.out()).endsWith("demo        | three streams shown, nothing left behind");
  }

  private static void assertServes(String line) {
    assertThat(line).matches("Serving gRPC on 0\\.0\\.0\\.0:\\d+");
  }

  private static List<String> concat(List<String> lines, String last) {
    List<String> all = new ArrayList<>(lines);
    all.add(last);
    return all;
  }

  private static List<String> printedBy(String side, Run demo) {
    String label = String.format("%-11s | ", side);
    return demo.out().stream()
        .filter(line -> line.startsWith(label))
        .map(line -> Run.undated(line.substring(label.length())))
        .toList();
  }
}
