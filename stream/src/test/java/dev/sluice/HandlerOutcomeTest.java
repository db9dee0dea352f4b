package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Rig.Transport;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a handler ends is how its call ends. */
class HandlerOutcomeTest {
  private static final Metadata.Key<String> REASON =
      Metadata.Key.of("reason", Metadata.ASCII_STRING_MARSHALLER);

  private static Metadata reason(String text) {
    Metadata trailers = new Metadata();
    trailers.put(REASON, text);
    return trailers;
  }

  private static StatusRuntimeException failureOf(Handlers.ServerStreaming<Long, Long> handler)
      throws Exception {
    try (Rig rig = Rig.overSockets().server(handler).start();
        var call = rig.client().server(0)) {
      return Statuses.thrownBy(call::receive);
    }
  }

  @Test
  void aStatusExceptionKeepsItsStatusAndTrailers() throws Exception {
    var failure =
        failureOf((request, responses) -> {
          throw Status.ABORTED.withDescription("again").asException(reason("conflict"));
        });
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.ABORTED);
    assertThat(failure.getStatus().getDescription()).isEqualTo("again");
    assertThat(failure.getTrailers().get(REASON)).isEqualTo("conflict");
  }

  @Test
  void aStatusRuntimeExceptionAddsItsTrailersToThoseOfTheCall() throws Exception {
    var failure =
        failureOf((request, responses) -> {
          ServerCallContext.current().responseTrailers().put(REASON, "set before");
          throw Status.ABORTED.asRuntimeException(reason("thrown"));
        });
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.ABORTED);
    assertThat(failure.getTrailers().getAll(REASON)).containsExactly("set before", "thrown");
  }

  @Test
  void anUnexpectedExceptionBecomesUnknownWithoutDetail() throws Exception {
    var failure =
        failureOf((request, responses) -> {
          throw new IllegalStateException("secret");
        });
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
    assertThat(failure.getStatus().getDescription()).isNull();
    assertThat(failure.toString()).doesNotContain("secret");
  }

  @Test
  void anErrorBecomesUnknownWithoutDetail() throws Exception {
    var failure =
        failureOf((request, responses) -> {
          throw new StackOverflowError("secret");
        });
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
    assertThat(failure.getStatus().getDescription()).isNull();
  }

  @Test
  void anExceptionWithTheStatusOkIsUnexpected() throws Exception {
    var failure =
        failureOf((request, responses) -> {
          throw Status.OK.asException();
        });
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerMayReturnWithUnreadRequests(Transport transport) throws Exception {
    try (Rig rig = Rig.over(transport).client(requests -> requests.receive()).start();
        var call = rig.client().client()) {
      while (call.send(3L)) {}
      assertThat(call.closeAndReceive()).isEqualTo(3);
      assertThat(call.status().isOk()).isTrue();
    }
  }

  @Test
  void nullWhereAResponseIsDueIsInternal() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> null).client(requests -> null).start();
        var call = rig.client().client()) {
      assertThat(Statuses.codeThrownBy(() -> rig.client().unary(0))).isEqualTo(Code.INTERNAL);
      Status status = Statuses.thrownBy(call::closeAndReceive).getStatus();
      assertThat(status.getCode()).isEqualTo(Code.INTERNAL);
      assertThat(status.getDescription()).isEqualTo("test.Numbers/Client gave no response");
    }
  }

  @Test
  void aResponseThatCannotBeWrittenFailsTheCallWithoutDetail() throws Exception {
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> responses.send(Numbers.UNWRITABLE))
                .start();
        var call = rig.client().server(0)) {
      var failure = Statuses.thrownBy(call::receive);
      assertThat(failure.getStatus().isOk()).isFalse();
      assertThat(failure.toString()).doesNotContain("unwritable");
    }
  }

  @Test
  void afterTheHandlerHasEndedOtherThreadsCannotSendOrReceive() throws Exception {
    CompletableFuture<Sender<Long>> sender = new CompletableFuture<>();
    CompletableFuture<Receiver<Long>> receiver = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) -> {
                  sender.complete(responses);
                  receiver.complete(requests);
                })
                .start();
        var call = rig.client().bidi()) {
      assertThat(call.receive()).isNull();
      await()
          .untilAsserted(() ->
              assertThat(Statuses.codeThrownBy(() -> sender.get().send(1L)))
                  .isEqualTo(Code.CANCELLED));
      assertThat(Statuses.codeThrownBy(() -> receiver.get().receive())).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void threadsThatAreBlockedWhenTheHandlerEndsAreReleased() throws Exception {
    CompletableFuture<Code> send = new CompletableFuture<>();
    CompletableFuture<Code> receive = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) -> {
                  blocked(
                      () -> {
                        while (responses.send(1L)) {}
                      },
                      send);
                  blocked(requests::receive, receive);
                })
                .start();
        var call = rig.client().bidi()) {
      assertThat(send.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
      assertThat(receive.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
      assertThat(call.stream().count()).isPositive();
      assertThat(call.status().isOk()).isTrue();
    }
  }

  private static void blocked(Runnable operation, CompletableFuture<Code> code) {
    Thread thread =
        Thread.ofPlatform().start(() -> code.complete(Statuses.codeThrownBy(operation::run)));
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void aHandlerThatIgnoresItsInterruptHoldsNothingButItsThread() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (Rig rig =
        Rig.overSockets()
            .bidi((requests, responses) -> {
              running.countDown();
              while (mayEnd.getCount() > 0) {
                try {
                  mayEnd.await();
                } catch (InterruptedException ignored) {
                  // As the name says.
                }
              }
              ended.countDown();
            })
            .start()) {
      try (var call = rig.client().bidi()) {
        running.await();
        call.cancel("enough", null);
      }
      rig.server().shutdown();
      assertThat(rig.server().awaitTermination(20, SECONDS)).isTrue();
      assertThat(ended.getCount()).isEqualTo(1);
    } finally {
      mayEnd.countDown();
    }
    assertThat(ended.await(20, SECONDS)).isTrue();
  }

  @Test
  void aMethodThatIsNotImplementedSaysSo() throws Exception {
    try (Rig rig =
        Rig.overSockets()
            .unary(request -> {
              throw Handlers.unimplemented(Numbers.UNARY);
            })
            .start()) {
      Status status = Statuses.thrownBy(() -> rig.client().unary(0)).getStatus();
      assertThat(status.getCode()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(status.getDescription()).isEqualTo("Method test.Numbers/Unary is unimplemented");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatTakesOneRequestRefusesNone(Transport transport) throws Exception {
    Status status = statusOfUnaryCallWith(0, transport);
    assertThat(status.getCode()).isEqualTo(Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains("no request", "exactly one");
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatTakesOneRequestRefusesTwo(Transport transport) throws Exception {
    // Recent releases of grpc-java see to it themselves, and cancel the stream: its transport tells
    // the client that something is wrong, or what.
    assertThat(statusOfUnaryCallWith(2, transport).getCode())
        .isIn(Code.UNIMPLEMENTED, Code.CANCELLED, Code.INTERNAL);
  }

  private static Status statusOfUnaryCallWith(int requests, Transport transport) {
    CompletableFuture<Long> handled = new CompletableFuture<>();
    // A client that believes the method to stream.
    MethodDescriptor<Long, Long> streaming =
        Numbers.UNARY.toBuilder().setType(MethodType.BIDI_STREAMING).build();
    try (Rig rig =
            Rig.over(transport)
                .unary(request -> {
                  handled.complete(request);
                  return request;
                })
                .start();
        var call = Calls.bidiStreaming(rig.channel(), streaming, CallOptions.DEFAULT)) {
      for (int i = 0; i < requests; i++) {
        call.send(1L);
      }
      call.closeSend();
      Status status = Statuses.thrownBy(call::receive).getStatus();
      assertThat(handled).isNotDone();
      return status;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatExpectsOneResponseRefusesNoneAndTwo(Transport transport) throws Exception {
    try (Rig rig =
        Rig.over(transport)
            .server((count, responses) -> {
              for (long i = 0; i < count; i++) {
                responses.send(i);
              }
            })
            .start()) {
      MethodDescriptor<Long, Long> unary =
          Numbers.SERVER.toBuilder().setType(MethodType.UNARY).build();
      for (long responses : new long[] {0, 2}) {
        Status status =
            Statuses.thrownBy(
                    () -> Calls.unary(rig.channel(), unary, CallOptions.DEFAULT, responses))
                .getStatus();
        assertThat(status.getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(status.getDescription()).contains("exactly one");
      }
      assertThat(Calls.unary(rig.channel(), unary, CallOptions.DEFAULT, 1L)).isZero();
    }
  }

  @Test
  void aResponseOverTheLimitIsResourceExhausted() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      assertThat(Statuses.codeThrownBy(() -> rig.client().withMaxInboundMessageSize(4).unary(1)))
          .isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void theResponseCanBeHadAgainAndAfterAnInterrupt() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .client(requests -> {
                  mayReturn.await();
                  return 5L;
                })
                .start();
        var call = rig.client().client()) {
      Thread.currentThread().interrupt();
      assertThat(Statuses.codeThrownBy(call::closeAndReceive)).isEqualTo(Code.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();
      mayReturn.countDown();
      assertThat(call.closeAndReceive()).isEqualTo(5);
      assertThat(call.closeAndReceive()).isEqualTo(5);
    }
  }

  @Test
  void anUnreachableServerIsUnavailable() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      rig.server().shutdownNow().awaitTermination();
      assertThat(Statuses.codeThrownBy(() -> rig.client().unary(1))).isEqualTo(Code.UNAVAILABLE);
      try (var call = rig.client().withDeadlineAfter(Duration.ofSeconds(20)).bidi()) {
        assertThat(Statuses.codeThrownBy(call::receive)).isEqualTo(Code.UNAVAILABLE);
      }
    }
  }
}
