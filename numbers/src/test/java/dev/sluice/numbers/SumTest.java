package dev.sluice.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.sluice.numbers.proto.ClientStreamSluice;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class SumTest {
  @Parameter private Transport transport;
  private final RecordingPrinter onServer = new RecordingPrinter();
  private final RecordingPrinter onClient = new RecordingPrinter();
  private NumbersServer server;

  @BeforeEach
  void start() throws Exception {
    server = new NumbersServer(transport, new SumService(onServer));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void bothSidesPrintAsInTheTutorial() {
    client(onClient).run(LongStream.range(0, 10).boxed().iterator());

    assertThat(onServer.lines())
        .containsExactly(
            "Recved 0",
            "Recved 1",
            "Recved 2",
            "Recved 3",
            "Recved 4",
            "Recved 5",
            "Recved 6",
            "Recved 7",
            "Recved 8",
            "Recved 9",
            "client closed");
    assertThat(onClient.lines()).containsExactly("sum: 45");
  }

  @Test
  void nothingSumsToZero() {
    sum();

    assertThat(onServer.lines()).containsExactly("client closed");
    assertThat(onClient.lines()).containsExactly("sum: 0");
  }

  @Test
  void reachesTheEndsOfTheRange() {
    sum(Long.MAX_VALUE - 1, 1);
    sum(Long.MIN_VALUE + 1, -1);
    sum(Long.MAX_VALUE, Long.MIN_VALUE, 1);

    assertThat(onClient.lines())
        .containsExactly("sum: " + Long.MAX_VALUE, "sum: " + Long.MIN_VALUE, "sum: 0");
  }

  @Test
  void overflowEndsTheCallAndNamesTheMessage() {
    expectOverflow(3, 1, Long.MAX_VALUE - 1, 1, -5);
    expectOverflow(2, Long.MIN_VALUE, -1);

    assertThat(onServer.lines()).doesNotContain("client closed");
    assertThat(onClient.lines()).isEmpty();
  }

  private void expectOverflow(int message, long... numbers) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> sum(numbers))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
          assertThat(e.getStatus().getDescription())
              .isEqualTo("the sum does not fit int64 at message " + message);
        });
  }

  @Test
  void endlessClientStopsAtAnOverflow() {
    Iterator<Long> endless = LongStream.generate(() -> Long.MAX_VALUE / 100).boxed().iterator();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client(onClient).run(endless))
        .withMessageContaining("OUT_OF_RANGE: the sum does not fit int64 at message 101");
  }

  @Test
  void numbersAreSentAsTheyCome() {
    AtomicLong next = new AtomicLong();
    Iterator<Long> numbers =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            long sent = next.get();
            await().until(() -> onServer.lines().size() == sent);
            return sent < 3;
          }

          @Override
          public Long next() {
            return next.getAndIncrement();
          }
        };

    client(onClient).run(numbers);

    assertThat(onClient.lines()).containsExactly("sum: 3");
  }

  @Test
  void failingNumbersCancelTheCall() {
    Iterator<Long> numbers =
        LongStream.iterate(1, n -> n + 1)
            .boxed()
            .peek(n -> {
              if (n > 2) {
                throw new IllegalStateException("no more");
              }
            })
            .iterator();

    assertThatIllegalStateException().isThrownBy(() -> client(onClient).run(numbers));

    assertThat(onClient.lines()).isEmpty();
    assertThat(onServer.lines()).doesNotContain("client closed");
  }

  @Test
  void silentPrinterMakesNoLine() throws Exception {
    try (NumbersServer quiet = new NumbersServer(transport, new SumService(Printer.SILENT))) {
      new SumClient(ClientStreamSluice.newClient(quiet.channel()), onClient)
          .run(List.of(20L, 22L).iterator());
    }
    Printer.SILENT.print(() -> {
      throw new AssertionError("asked for a line");
    });

    assertThat(onClient.lines()).containsExactly("sum: 42");
  }

  private void sum(long... numbers) {
    client(onClient).run(LongStream.of(numbers).boxed().iterator());
  }

  private SumClient client(Printer printer) {
    return new SumClient(ClientStreamSluice.newClient(server.channel()), printer);
  }
}
