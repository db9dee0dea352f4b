package dev.sluice.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.numbers.proto.ServerStreamSluice;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
final class PowTest {
  @Parameter private Transport transport;
  private final RecordingPrinter onServer = new RecordingPrinter();
  private final RecordingPrinter onClient = new RecordingPrinter();
  private NumbersServer server;
  private PowClient client;

  @BeforeEach
  void start() throws Exception {
    server = new NumbersServer(transport, new PowService(onServer));
    client = new PowClient(ServerStreamSluice.newClient(server.channel()), onClient);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void bothSidesPrintAsInTheTutorial() {
    client.run(2);

    assertThat(onServer.lines()).containsExactly("Recv Client Data 2");
    assertThat(onClient.lines())
        .containsExactly(
            "Recv data:1",
            "Recv data:2",
            "Recv data:4",
            "Recv data:8",
            "Recv data:16",
            "Recv data:32",
            "Recv data:64",
            "Recv data:128",
            "Recv data:256",
            "Recv data:512",
            "server closed");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, -2, 10, 127, -127})
  void powersThatFitAreExact(long number) {
    client.run(number);

    assertThat(onClient.lines()).containsExactlyElementsOf(withEnd(powers(number, 10)));
  }

  @Test
  void powersBeyondTheDigitsOfADoubleAreExact() {
    client.run(99);

    assertThat(onClient.lines()).contains("Recv data:913517247483640899");
  }

  @ParameterizedTest
  @CsvSource({
    "128, 9",
    "-129, 9",
    "1000000000, 3",
    "9223372036854775807, 2",
    "-9223372036854775808, 2",
    "3037000500, 2",
    "-3037000500, 2"
  })
  void powerThatDoesNotFitEndsTheStreamAfterThoseThatDo(long number, int exponent) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client.run(number))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
          assertThat(e.getStatus().getDescription())
              .isEqualTo(number + "^" + exponent + " does not fit int64");
        });
    assertThat(onClient.lines()).containsExactlyElementsOf(powers(number, exponent));
  }

  @Test
  void lastPowerMayBeTheLeastLong() {
    // (-128)^9 = -2^63
    client.run(-128);

    assertThat(onClient.lines()).contains("Recv data:-9223372036854775808", "server closed");
  }

  private static List<String> powers(long number, int count) {
    return LongStream.iterate(1, power -> power * number)
        .limit(count)
        .mapToObj(power -> "Recv data:" + power)
        .toList();
  }

  private static List<String> withEnd(List<String> lines) {
    return Stream.concat(lines.stream(), Stream.of("server closed")).toList();
  }
}
