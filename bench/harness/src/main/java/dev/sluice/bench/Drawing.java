package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart: one series for each subject, over a few categories, on a logarithmic scale.
 *
 * @param series the values by subject; null where there is none
 */
record Drawing(
    String title,
    String xTitle,
    String yTitle,
    boolean isBars,
    List<String> categories,
    Map<String, List<@Nullable Double>> series) {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 560;
  private static final double BAR_ROOM = 1.25;
  private static final String FONT = "SansSerif";

  /** Of coordinates: the outlines of letters have thousands of them. */
  private static final Pattern NEEDLESS_DIGITS = Pattern.compile("(?<=\\.\\d\\d)\\d+");

  private static final Color GRID = new Color(0xDDDDDD);
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);

  void write(Path file, Palette palette) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    int index = 0;
    for (Map.Entry<String, List<@Nullable Double>> entry : series.entrySet()) {
      CategorySeries line = chart.addSeries(entry.getKey(), categories, entry.getValue());
      Color colour = palette.of(entry.getKey());
      line.setFillColor(colour);
      line.setLineColor(colour);
      line.setMarkerColor(colour);
      line.setMarker(MARKERS.get(index++ % MARKERS.size()));
      line.setLineStyle(new BasicStroke(2));
    }
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    ChartEncoder.saveChart(chart, svg, "svg");
    Files.writeString(file, NEEDLESS_DIGITS.matcher(svg.toString(UTF_8)).replaceAll(""));
  }

  private void style(CategoryStyler style) {
    style.setDefaultSeriesRenderStyle(
        isBars ? CategorySeriesRenderStyle.Bar : CategorySeriesRenderStyle.Line);
    style.setAvailableSpaceFill(0.9);
    style.setOverlapped(!isBars);
    style.setYAxisLogarithmic(true);
    style.setYAxisLogarithmicDecadeOnly(true);
    // Whole decades; a bar that begins where the scale does is still seen.
    style.setYAxisMin(decade(Math.floor(Math.log10(values().min().orElse(1) / BAR_ROOM))));
    style.setYAxisMax(decade(Math.ceil(Math.log10(values().max().orElse(1)))));
    style.setYAxisTickLabelsFormattingFunction(Drawing::tick);
    style.setPlotGridVerticalLinesVisible(false);
    style.setPlotGridLinesColor(GRID);
    // Its own are dashed, and each dash takes a place in the file.
    style.setPlotGridLinesStroke(new BasicStroke(0.5f));
    style.setPlotBorderVisible(false);
    style.setChartBackgroundColor(Color.WHITE);
    style.setLegendPosition(LegendPosition.OutsideE);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendFont(new Font(FONT, Font.PLAIN, 13));
    style.setChartTitleFont(new Font(FONT, Font.BOLD, 16));
    style.setAxisTitleFont(new Font(FONT, Font.PLAIN, 13));
    style.setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 13));
    style.setMarkerSize(8);
    style.setLocale(Locale.ROOT);
  }

  private DoubleStream values() {
    return series.values().stream()
        .flatMap(List::stream)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue);
  }

  private static double decade(double exponent) {
    return Math.pow(10, exponent);
  }

  /** Writes a power of ten. */
  private static String tick(double value) {
    int decimals = (int) Math.max(0, Math.round(-Math.log10(value)));
    return decimals > 0
        ? String.format(Locale.ROOT, "%." + decimals + "f", value)
        : Unit.PER_SECOND.format(value).replaceFirst("\\.0+(?= |$)", "");
  }
}
