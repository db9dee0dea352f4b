package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Rig.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The four kinds of call, as loops, over each transport. */
class CallKindsTest {
  @ParameterizedTest
  @EnumSource
  void aUnaryMethodIsAPlainMethodOnBothSides(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).unary(request -> request + 1).start()) {
      assertThat(rig.client().unary(41)).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerStreamsUntilItsHandlerReturns(Transport transport) throws Exception {
    try (Rig rig =
            Rig.over(transport)
                .server((count, responses) -> {
                  for (long i = 0; i < count; i++) {
                    responses.send(i);
                  }
                })
                .start();
        var call = rig.client().server(1_000)) {
      long expected = 0;
      for (long response : call) {
        assertThat(response).isEqualTo(expected++);
      }
      assertThat(expected).isEqualTo(1_000);
      assertThat(call.status()).isNotNull();
      assertThat(call.status().isOk()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientStreamsUntilItHalfCloses(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).client(CallKindsTest::sum).start();
        var call = rig.client().client()) {
      for (long i = 0; i < 1_000; i++) {
        assertThat(call.send(i)).isTrue();
      }
      assertThat(call.closeAndReceive()).isEqualTo(499_500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothSidesStreamEachAtItsOwnPace(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(CallKindsTest::square).start();
        var call = rig.client().bidi()) {
      List<Long> squares = new ArrayList<>();
      Duplex.run(
          () -> {
            for (long i = 0; i < 1_000; i++) {
              call.send(i);
            }
            call.closeSend();
          },
          () -> call.forEach(squares::add));
      assertThat(squares).hasSize(1_000);
      for (int i = 0; i < 1_000; i++) {
        assertThat(squares.get(i)).isEqualTo((long) i * i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerIsThereBeforeTheNextRequestIsSent(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(CallKindsTest::square).start();
        var call = rig.client().bidi()) {
      for (long i = 0; i < 100; i++) {
        call.send(i);
        assertThat(call.receive()).isEqualTo(i * i);
      }
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamMayBeEmpty(Transport transport) throws Exception {
    try (Rig rig =
            Rig.over(transport)
                .client(CallKindsTest::sum)
                .server((request, responses) -> {})
                .bidi(CallKindsTest::square)
                .start();
        var upload = rig.client().client();
        var download = rig.client().server(0);
        var both = rig.client().bidi()) {
      assertThat(upload.closeAndReceive()).isZero();
      assertThat(download.receive()).isNull();
      both.closeSend();
      assertThat(both).isEmpty();
    }
  }

  static long sum(Receiver<Long> requests) {
    long sum = 0;
    for (long request : requests) {
      sum += request;
    }
    return sum;
  }

  static void square(Receiver<Long> requests, Sender<Long> responses) {
    for (long request : requests) {
      responses.send(request * request);
    }
  }
}
