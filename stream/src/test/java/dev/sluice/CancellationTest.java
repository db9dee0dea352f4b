package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Rig.Transport;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever ends a call, what waits on either side of it returns at once, with the right status. */
class CancellationTest {
  private final CompletableFuture<Code> handlerSaw = new CompletableFuture<>();
  private final CountDownLatch handlerRuns = new CountDownLatch(1);

  private void receiveToTheEnd(Receiver<Long> requests, Sender<Long> responses) {
    handlerRuns.countDown();
    handlerSaw.complete(Statuses.codeThrownBy(() -> requests.forEach(request -> {})));
  }

  private void sendForEver(Receiver<Long> requests, Sender<Long> responses) {
    handlerRuns.countDown();
    handlerSaw.complete(Statuses.codeThrownBy(() -> sendForEver(responses)));
  }

  private static void sendForEver(Sender<Long> sender) {
    while (sender.send(1L)) {}
  }

  private void sleep(Receiver<Long> requests, Sender<Long> responses) throws InterruptedException {
    handlerRuns.countDown();
    try {
      Thread.sleep(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      handlerSaw.complete(Statuses.codeThrownBy(() -> responses.send(1L)));
      throw e;
    }
  }

  private Code handlerSaw() throws Exception {
    return handlerSaw.get(20, SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerBlockedInReceiveSeesTheClientsCancel(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::receiveToTheEnd).start();
        var call = rig.client().bidi()) {
      handlerRuns.await();
      call.cancel("enough", null);
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerBlockedInSendSeesTheClientsCancel(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::sendForEver).start();
        var call = rig.client().bidi()) {
      assertThat(call.receive()).isEqualTo(1);
      call.cancel("enough", null);
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatWaitsForSomethingElseIsInterrupted(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::sleep).start();
        var call = rig.client().bidi()) {
      handlerRuns.await();
      call.cancel("enough", null);
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void aHandlerIsNotInterruptedIfItsServiceOptsOut() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .with(ServiceOptions.defaults().withInterruptOnCancel(false))
                .bidi((requests, responses) -> {
                  handlerRuns.countDown();
                  ServerCallContext context = ServerCallContext.current();
                  await().until(context::isCancelled);
                  handlerSaw.complete(Statuses.codeThrownBy(() -> responses.send(1L)));
                  interrupted.complete(Thread.currentThread().isInterrupted());
                })
                .start();
        var call = rig.client().bidi()) {
      handlerRuns.await();
      call.cancel("enough", null);
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
      assertThat(interrupted.get(20, SECONDS)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingReleasesEveryBlockedOperationOfTheClient(Transport transport) throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    try (Rig rig = Rig.over(transport).bidi((requests, responses) -> forEver.await()).start();
        var call = rig.client().bidi()) {
      var send = blocked(() -> sendForEver(call));
      var otherSend = blocked(() -> sendForEver(call));
      var receive = blocked(call::receive);
      var headers = blocked(call::headers);
      call.cancel("enough", new IllegalStateException("why"));
      for (var operation : List.of(send, otherSend, receive, headers)) {
        Status status = operation.get(20, SECONDS);
        assertThat(status.getCode()).isEqualTo(Code.CANCELLED);
        assertThat(status.getDescription()).isEqualTo("enough");
        assertThat(status.getCause()).hasMessage("why");
      }
    }
  }

  private static CompletableFuture<Status> blocked(Runnable operation) {
    CompletableFuture<Status> thrown = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> thrown.complete(Statuses.thrownBy(operation::run).getStatus()));
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thrown;
  }

  @Test
  void cancellingDropsWhatHasNotBeenReceived() throws Exception {
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> {
                  responses.send(1L);
                  responses.send(2L);
                  new CountDownLatch(1).await();
                })
                .start();
        var call = rig.client().server(0)) {
      assertThat(call.receive()).isEqualTo(1);
      call.cancel("enough", null);
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void theFirstTerminalStatusStays() throws Exception {
    try (Rig rig =
        Rig.overSockets()
            .server((request, responses) -> {
              if (request > 0) {
                new CountDownLatch(1).await();
              }
            })
            .start()) {
      var ended = rig.client().server(0);
      assertThat(ended.receive()).isNull();
      ended.cancel("too late", null);
      ended.close();
      assertThat(ended.status().isOk()).isTrue();
      assertThat(ended.receive()).isNull();

      var cancelled = rig.client().server(1);
      cancelled.cancel("first", null);
      cancelled.cancel("second", null);
      cancelled.close();
      assertThat(cancelled.status().getDescription()).isEqualTo("first");
      assertThat(cancelled.trailers().keys()).isEmpty();
    }
  }

  @Test
  void closingACallThatRunsCancelsIt() throws Exception {
    try (Rig rig = Rig.overSockets().bidi(this::receiveToTheEnd).start()) {
      var call = rig.client().bidi();
      assertThat(call.status()).isNull();
      assertThat(call.trailers()).isNull();
      handlerRuns.await();
      call.close();
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
      assertThat(call.status().getCode()).isEqualTo(Code.CANCELLED);
      assertThat(Statuses.codeThrownBy(() -> call.send(1L))).isEqualTo(Code.CANCELLED);
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.CANCELLED);
      assertThat(Statuses.codeThrownBy(call::headers)).isEqualTo(Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineEndsABlockedReceiveOnBothSides(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::receiveToTheEnd).start();
        var call = rig.client().withDeadlineAfter(Duration.ofMillis(300)).bidi()) {
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(handlerSaw()).isIn(Code.DEADLINE_EXCEEDED, Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineEndsABlockedSendOnBothSides(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::sendForEver).start().connected();
        var call = rig.client().withDeadlineAfter(Duration.ofMillis(300)).bidi()) {
      assertThat(Statuses.codeThrownBy(() -> sendForEver(call))).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(handlerSaw()).isIn(Code.DEADLINE_EXCEEDED, Code.CANCELLED);
    }
  }

  @Test
  void aHandlerWhoseOwnDeadlinePassesSeesDeadlineExceeded() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ServerInterceptor shortens =
        new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Context context =
                Context.current().withDeadlineAfter(200, TimeUnit.MILLISECONDS, timer);
            return Contexts.interceptCall(context, call, headers, next);
          }
        };
    try (Rig rig = Rig.overSockets().with(shortens).bidi(this::receiveToTheEnd).start();
        var call = rig.client().bidi()) {
      assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(handlerSaw()).isEqualTo(Code.DEADLINE_EXCEEDED);
    } finally {
      timer.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientBlockedInReceiveSeesItsServerDie(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::receiveToTheEnd).start();
        var call = rig.client().bidi()) {
      var receive = blocked(call::receive);
      handlerRuns.await();
      rig.server().shutdownNow();
      assertThat(receive.get(20, SECONDS).getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientBlockedInSendSeesItsServerDie(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::sleep).start();
        var call = rig.client().bidi()) {
      handlerRuns.await();
      var send = blocked(() -> sendForEver(call));
      rig.server().shutdownNow();
      assertThat(send.get(20, SECONDS).getCode()).isEqualTo(Code.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerSeesThatItsClientIsGone(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).bidi(this::receiveToTheEnd).start()) {
      // A call that counts as waiting for the channel is cancelled by it instead.
      await().until(() -> rig.channel().getState(true) == ConnectivityState.READY);
      try (var call = rig.client().bidi()) {
        handlerRuns.await();
        rig.channel().shutdownNow();
        assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
        assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.UNAVAILABLE);
      }
    }
  }

  @Test
  void cancellingTheContextOfACallCancelsTheCall() throws Exception {
    try (Rig rig = Rig.overSockets().bidi(this::receiveToTheEnd).start()) {
      Context.CancellableContext context = Context.current().withCancellation();
      try (var call = context.call(() -> rig.client().bidi())) {
        var receive = blocked(call::receive);
        context.cancel(null);
        assertThat(receive.get(20, SECONDS).getCode()).isEqualTo(Code.CANCELLED);
        assertThat(handlerSaw()).isEqualTo(Code.CANCELLED);
      }
    }
  }

  @Test
  void interruptingAUnaryCallCancelsIt() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (Rig rig =
        Rig.overSockets()
            .unary(request -> {
              handlerRuns.countDown();
              try {
                Thread.sleep(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
              return request;
            })
            .start()) {
      CompletableFuture<Status> thrown = new CompletableFuture<>();
      Thread caller =
          Thread.startVirtualThread(
              () -> thrown.complete(Statuses.thrownBy(() -> rig.client().unary(1)).getStatus()));
      handlerRuns.await();
      caller.interrupt();
      assertThat(thrown.get(20, SECONDS).getCode()).isEqualTo(Code.CANCELLED);
      assertThat(interrupted.get(20, SECONDS)).isTrue();
    }
  }
}
