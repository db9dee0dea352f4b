package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Thousands of interleavings on a real server: two operations of one call start at the same moment.
 * Nothing hangs, each ends in one of the legal ways, the call keeps the first status it ended with,
 * and every handler ends.
 */
class RaceStressTest {
  private static final int ROUNDS = 1_500;
  private static final int CONNECTIONS = 40;

  private final AtomicInteger handlers = new AtomicInteger();

  private interface Operation {
    void run(BidiStreamingCall<Long, Long> call) throws Exception;
  }

  private Rig rig() {
    return Rig.overSockets()
        .bidi((requests, responses) -> {
          handlers.incrementAndGet();
          try {
            requests.forEach(responses::send);
          } finally {
            handlers.decrementAndGet();
          }
        })
        .start();
  }

  private void race(Operation one, Operation other, Code... legal) throws Exception {
    try (Rig rig = rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (var call = rig.client().bidi()) {
          if (round % 3 > 0) {
            // Not always from the very start.
            call.send(1L);
            assertThat(call.receive()).isEqualTo(1);
          }
          raceOnce(call, one, other, legal);
        }
      }
      awaitHandlers();
    }
  }

  private static void raceOnce(
      BidiStreamingCall<Long, Long> call, Operation one, Operation other, Code... legal)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Duplex.run(
        () -> {
          start.await();
          runLegally(call, one, legal);
        },
        () -> {
          start.await();
          runLegally(call, other, legal);
        });
    Status first = call.status();
    call.cancel("later", null);
    if (first != null) {
      assertThat(call.status()).isSameAs(first);
    }
    assertThat(call.status()).isNotNull();
  }

  private static void runLegally(
      BidiStreamingCall<Long, Long> call, Operation operation, Code... legal) throws Exception {
    try {
      operation.run(call);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).as(e.toString()).isIn(Set.of(legal));
      assertThat(e.getStatus().getCause() instanceof InterruptedException).isFalse();
    }
  }

  private void awaitHandlers() {
    await().atMost(Duration.ofSeconds(30)).until(() -> handlers.get() == 0);
  }

  private static void cancel(BidiStreamingCall<Long, Long> call) {
    call.cancel("raced", null);
  }

  private static void send(BidiStreamingCall<Long, Long> call) {
    for (long i = 0; i < 20; i++) {
      call.send(i);
    }
  }

  private static void receiveToTheEnd(BidiStreamingCall<Long, Long> call) {
    call.forEach(response -> {});
  }

  private static void sendAndReceiveOne(BidiStreamingCall<Long, Long> call) {
    call.send(7L);
    assertThat(call.receive()).isEqualTo(7);
  }

  @Test
  void cancelAgainstSend() throws Exception {
    race(RaceStressTest::cancel, RaceStressTest::send, Code.CANCELLED);
  }

  @Test
  void cancelAgainstReceive() throws Exception {
    race(RaceStressTest::cancel, RaceStressTest::receiveToTheEnd, Code.CANCELLED);
  }

  @Test
  void cancelAgainstSendAndReceive() throws Exception {
    race(RaceStressTest::cancel, RaceStressTest::sendAndReceiveOne, Code.CANCELLED);
  }

  @Test
  void cancelAgainstHalfClose() throws Exception {
    race(RaceStressTest::cancel, BidiStreamingCall::closeSend, Code.CANCELLED);
  }

  @Test
  void cancelAgainstHeaders() throws Exception {
    race(RaceStressTest::cancel, BidiStreamingCall::headers, Code.CANCELLED);
  }

  @Test
  void closeAgainstCancel() throws Exception {
    race(BidiStreamingCall::close, RaceStressTest::cancel, Code.CANCELLED);
  }

  @Test
  void closeAgainstSend() throws Exception {
    race(BidiStreamingCall::close, RaceStressTest::send, Code.CANCELLED);
  }

  @Test
  void cancelAgainstTheServersReturn() throws Exception {
    race(
        call -> {
          call.closeSend();
          receiveToTheEnd(call);
        },
        RaceStressTest::cancel,
        Code.CANCELLED);
  }

  @Test
  void halfCloseAgainstSend() throws Exception {
    race(
        BidiStreamingCall::closeSend,
        call -> {
          try {
            send(call);
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("half-closed");
          }
        });
  }

  @Test
  void deadlineAgainstSendAndReceive() throws Exception {
    try (Rig rig = rig()) {
      for (int round = 0; round < ROUNDS; round++) {
        Duration deadline = Duration.ofNanos(100_000L + round % 100 * 20_000L);
        try (var call = rig.client().withDeadlineAfter(deadline).bidi()) {
          Code code =
              Statuses.codeThrownBy(() -> {
                while (true) {
                  sendAndReceiveOne(call);
                }
              });
          assertThat(code).isEqualTo(Code.DEADLINE_EXCEEDED);
          assertThat(call.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
      }
      awaitHandlers();
    }
  }

  @Test
  void lossOfTheConnectionAgainstSendAndReceive() throws Exception {
    for (int round = 0; round < CONNECTIONS; round++) {
      try (Rig rig = rig();
          var call = rig.client().bidi()) {
        sendAndReceiveOne(call);
        boolean byServer = round % 2 == 0;
        raceOnce(
            call,
            running -> {
              if (byServer) {
                rig.server().shutdownNow();
              } else {
                rig.channel().shutdownNow();
              }
            },
            running -> {
              while (running.send(7L) && running.receive() != null) {}
            },
            Code.UNAVAILABLE);
      }
    }
    awaitHandlers();
  }

  @Test
  void theHandlersEndAgainstASenderThatItLeft() throws Exception {
    AtomicInteger senders = new AtomicInteger();
    try (Rig rig =
        Rig.overSockets()
            .server((request, responses) -> {
              CyclicBarrier start = new CyclicBarrier(2);
              senders.incrementAndGet();
              Thread.startVirtualThread(() -> {
                try {
                  start.await();
                  while (true) {
                    responses.send(1L);
                  }
                } catch (StatusRuntimeException e) {
                  assertThat(e.getStatus().getCode()).isEqualTo(Code.CANCELLED);
                  senders.decrementAndGet();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
              start.await();
            })
            .start()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (var call = rig.client().server(0)) {
          call.forEach(response -> assertThat(response).isEqualTo(1));
          assertThat(call.status().isOk()).isTrue();
        }
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> senders.get() == 0);
    }
  }
}
