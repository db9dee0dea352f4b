package dev.sluice;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.Rig.Transport;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendingTest {
  private static final int MANY = 200_000;

  @ParameterizedTest
  @EnumSource
  void aClientsSendBlocksWhileTheServerDoesNotReceive(Transport transport) throws Exception {
    CountDownLatch mayReceive = new CountDownLatch(1);
    try (Rig rig =
            Rig.over(transport)
                .client(requests -> {
                  mayReceive.await();
                  return requests.stream().count();
                })
                .start();
        var call = rig.client().client()) {
      AtomicLong sent = new AtomicLong();
      Thread sender = Thread.startVirtualThread(() -> sendMany(call, sent));
      awaitStandstill(sent);
      mayReceive.countDown();
      assertThat(sender.join(Duration.ofSeconds(60))).isTrue();
      assertThat(call.closeAndReceive()).isEqualTo(MANY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServersSendBlocksWhileTheClientDoesNotReceive(Transport transport) throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Rig rig =
            Rig.over(transport).server((request, responses) -> sendMany(responses, sent)).start();
        var call = rig.client().server(0)) {
      awaitStandstill(sent);
      assertThat(call.stream().count()).isEqualTo(MANY);
    }
  }

  private static void sendMany(Sender<Long> sender, AtomicLong sent) {
    for (long i = 0; i < MANY; i++) {
      sender.send(i);
      sent.incrementAndGet();
    }
  }

  private static void awaitStandstill(AtomicLong sent) {
    await().until(() -> sent.get() > 0);
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(200, MILLISECONDS)
        .atMost(60, SECONDS)
        .until(() -> last.getAndSet(sent.get()) == sent.get());
    assertThat(sent.get()).isLessThan(MANY);
  }

  @Test
  void sendTellsThatTheServerHasEndedTheCallWithOk() throws Exception {
    try (Rig rig = Rig.overSockets().client(requests -> 7L).start();
        var call = rig.client().client()) {
      await().until(() -> call.status() != null);
      assertThat(call.send(1L)).isFalse();
      assertThat(call.send(1L)).isFalse();
      assertThat(call.closeAndReceive()).isEqualTo(7);
    }
  }

  @Test
  void aBlockedSendTellsThatTheServerHasEndedTheCallWithOk() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .client(requests -> {
                  mayReturn.await();
                  return 7L;
                })
                .start();
        var call = rig.client().client()) {
      AtomicLong sent = new AtomicLong();
      var ended =
          CompletableFuture.runAsync(() -> {
            while (call.send(1L)) {
              sent.incrementAndGet();
            }
          });
      await().until(() -> sent.get() > 0);
      mayReturn.countDown();
      ended.get(20, SECONDS);
      assertThat(call.closeAndReceive()).isEqualTo(7);
    }
  }

  @Test
  void sendThrowsTheStatusOfAFailedCall() throws Exception {
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) -> {
                  throw Status.FAILED_PRECONDITION.withDescription("no").asException();
                })
                .start();
        var call = rig.client().bidi()) {
      await().until(() -> call.status() != null);
      for (int i = 0; i < 2; i++) {
        Status status = Statuses.thrownBy(() -> call.send(1L)).getStatus();
        assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).isEqualTo("no");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfManySendersGoOutWhole(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).client(CallKindsTest::sum).start();
        var call = rig.client().client()) {
      List<Thread> senders = new ArrayList<>();
      for (int s = 0; s < 8; s++) {
        senders.add(
            Thread.startVirtualThread(() -> {
              for (long i = 1; i <= 2_000; i++) {
                call.send(i);
              }
            }));
      }
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(call.closeAndReceive()).isEqualTo(8 * 2_000L * 2_001 / 2);
    }
  }

  @Test
  void nothingCanBeSentAfterTheHalfClose() throws Exception {
    try (Rig rig = Rig.overSockets().bidi(CallKindsTest::square).start();
        var call = rig.client().bidi()) {
      call.closeSend();
      call.closeSend();
      assertThatThrownBy(() -> call.send(1L))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("half-closed");
      assertThat(call.receive()).isNull();
      call.closeSend();
    }
  }

  @Test
  void aNullMessageIsRefusedAndTheCallGoesOn() throws Exception {
    try (Rig rig = Rig.overSockets().client(CallKindsTest::sum).start();
        var call = rig.client().client()) {
      assertThatThrownBy(() -> call.send(null)).isInstanceOf(NullPointerException.class);
      call.send(5L);
      assertThat(call.closeAndReceive()).isEqualTo(5);
    }
  }

  @Test
  void anInterruptedSenderSendsNothingAndTheCallGoesOn() throws Exception {
    CountDownLatch mayReceive = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .client(requests -> {
                  mayReceive.await();
                  return requests.stream().count();
                })
                .start();
        var call = rig.client().client()) {
      AtomicLong sent = new AtomicLong();
      CompletableFuture<Status> thrown = new CompletableFuture<>();
      Thread sender =
          Thread.startVirtualThread(
              () -> thrown.complete(Statuses.thrownBy(() -> sendMany(call, sent)).getStatus()));
      awaitStandstill(sent);
      sender.interrupt();
      assertThat(thrown.get(20, SECONDS).getCode()).isEqualTo(Code.CANCELLED);
      assertThat(thrown.get().getCause()).isInstanceOf(InterruptedException.class);
      assertThat(call.status()).isNull();
      mayReceive.countDown();
      assertThat(call.closeAndReceive()).isEqualTo(sent.get());
    }
  }

  @Test
  void aThreadThatIsInterruptedBeforehandDoesNotSend() throws Exception {
    try (Rig rig = Rig.overSockets().client(CallKindsTest::sum).start();
        var call = rig.client().client()) {
      Thread.currentThread().interrupt();
      assertThat(Statuses.codeThrownBy(() -> call.send(1L))).isEqualTo(Code.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(call.closeAndReceive()).isZero();
    }
  }

  @Test
  void aRequestThatCannotBeWrittenFailsTheCallWithItsCause() throws Exception {
    try (Rig rig = Rig.overSockets().client(CallKindsTest::sum).start();
        var call = rig.client().client()) {
      call.send(Numbers.UNWRITABLE);
      Status status = Statuses.thrownBy(call::closeAndReceive).getStatus();
      assertThat(status.getCode()).isEqualTo(Code.CANCELLED);
      assertThat(status.getCause()).hasMessage("unwritable");
    }
  }
}
