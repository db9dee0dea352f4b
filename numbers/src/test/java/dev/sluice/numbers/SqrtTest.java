package dev.sluice.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.BidiStreamingCall;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class SqrtTest {
  @Parameter private Transport transport;
  private final RecordingPrinter onServer = new RecordingPrinter();
  private final RecordingPrinter onClient = new RecordingPrinter();
  private NumbersServer server;

  @BeforeEach
  void start() throws Exception {
    server = new NumbersServer(transport, new SqrtService(onServer));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void bothSidesPrintAsInTheTutorial() throws Exception {
    run(IntStream.range(0, 10).mapToObj(Double::valueOf).toList());

    assertThat(onServer.lines())
        .containsExactlyElementsOf(
            IntStream.range(0, 10).mapToObj(n -> "Recv Data:" + n + " ").toList());
    assertThat(onClient.lines())
        .containsExactly(
            "Recv Data:0 ",
            "Recv Data:1 ",
            "Recv Data:1.4142135623730951 ",
            "Recv Data:1.7320508075688772 ",
            "Recv Data:2 ",
            "Recv Data:2.23606797749979 ",
            "Recv Data:2.449489742783178 ",
            "Recv Data:2.6457513110645907 ",
            "Recv Data:2.8284271247461903 ",
            "Recv Data:3 ",
            "Server Closed");
  }

  @Test
  void edgesOfIeee754() throws Exception {
    run(
        List.of(
            -1.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            1e42,
            1e-10));

    assertThat(onClient.lines())
        .containsExactly(
            "Recv Data:NaN ",
            "Recv Data:-0 ",
            "Recv Data:NaN ",
            "Recv Data:+Inf ",
            "Recv Data:NaN ",
            "Recv Data:1e+21 ",
            "Recv Data:1e-05 ",
            "Server Closed");
  }

  @Test
  void emptyStreamIsAnsweredWithAnEmptyStream() throws Exception {
    run(List.of());

    assertThat(onServer.lines()).isEmpty();
    assertThat(onClient.lines()).containsExactly("Server Closed");
  }

  @Test
  void answersEachNumberBeforeTheNextIsSent() {
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = calls().sqrt()) {
      for (double number : new double[] {4, 9, 16}) {
        call.send(AllStreamReq.newBuilder().setNumber(number).build());
        assertThat(call.receive().getSqrt()).isEqualTo(Math.sqrt(number));
      }
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void clientStopsAtOnceWhenTheServerDies() {
    CountDownLatch never = new CountDownLatch(1);
    Iterator<Double> numbers =
        new Iterator<>() {
          private boolean sent;

          @Override
          public boolean hasNext() {
            if (sent) {
              server.kill();
              awaitInterrupt(never);
            }
            return !sent;
          }

          @Override
          public Double next() {
            sent = true;
            return 4.0;
          }
        };

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> client().run(numbers))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

    assertThat(onClient.lines()).doesNotContain("Server Closed");
  }

  private static void awaitInterrupt(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void failingNumbersCancelTheCall() {
    Iterator<Double> numbers =
        DoubleStream.of(1)
            .boxed()
            .peek(n -> {
              throw new IllegalStateException("no more");
            })
            .iterator();

    assertThatIllegalStateException().isThrownBy(() -> client().run(numbers));

    assertThat(onClient.lines()).doesNotContain("Server Closed");
  }

  private void run(List<Double> numbers) throws Exception {
    client().run(numbers.iterator());
  }

  private SqrtClient client() {
    return new SqrtClient(calls(), onClient);
  }

  private BidirectionalStreamServerSluice.Client calls() {
    return BidirectionalStreamServerSluice.newClient(server.channel());
  }
}
