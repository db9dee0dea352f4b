package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.Rig.Transport;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceivingTest {
  private static void count(long to, Sender<Long> responses) {
    for (long i = 0; i < to; i++) {
      responses.send(i);
    }
  }

  @Test
  void theEndOfTheStreamStaysTheEnd() throws Exception {
    try (Rig rig = Rig.overSockets().server(ReceivingTest::count).start();
        var call = rig.client().server(1)) {
      assertThat(call.receive()).isZero();
      assertThat(call.receive()).isNull();
      assertThat(call.receive()).isNull();
      assertThat(call.receive(Duration.ofSeconds(1))).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesThatArrivedBeforeAFailureAreReceivedBeforeIt(Transport transport) throws Exception {
    try (Rig rig =
            Rig.over(transport)
                .server((request, responses) -> {
                  count(3, responses);
                  throw Status.DATA_LOSS.withDescription("tape").asException();
                })
                .start();
        var call = rig.client().server(0)) {
      await().until(() -> call.status() != null);
      assertThat(call.receive()).isEqualTo(0);
      assertThat(call.receive()).isEqualTo(1);
      assertThat(call.receive()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        assertThat(Statuses.thrownBy(call::receive).getStatus().getDescription()).isEqualTo("tape");
      }
    }
  }

  @Test
  void aHandlerReceivesWhatArrivedBeforeTheCallWasCancelled() throws Exception {
    CountDownLatch mayReceive = new CountDownLatch(1);
    CompletableFuture<Long> received = new CompletableFuture<>();
    CompletableFuture<Code> then = new CompletableFuture<>();
    Deliveries deliveries = new Deliveries();
    try (Rig rig =
            Rig.overSockets()
                .with(deliveries)
                .with(ServiceOptions.defaults().withInterruptOnCancel(false))
                .bidi((requests, responses) -> {
                  responses.send(requests.receive());
                  mayReceive.await();
                  received.complete(requests.receive());
                  then.complete(Statuses.codeThrownBy(requests::receive));
                })
                .start();
        var call = rig.client().bidi()) {
      call.send(1L);
      call.send(2L);
      assertThat(call.receive()).isEqualTo(1);
      await().until(() -> deliveries.messages.get() == 2);
      call.cancel("enough", null);
      mayReceive.countDown();
      assertThat(received.get(20, SECONDS)).isEqualTo(2);
      assertThat(then.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void aReceiveThatTimesOutLosesNothing() throws Exception {
    CountDownLatch maySend = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> {
                  maySend.await();
                  responses.send(1L);
                })
                .start();
        var call = rig.client().server(0)) {
      assertThatThrownBy(() -> call.receive(Duration.ZERO)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> call.receive(Duration.ofMillis(50)))
          .isInstanceOf(TimeoutException.class);
      maySend.countDown();
      assertThat(call.receive(Duration.ofSeconds(20))).isEqualTo(1);
      assertThat(call.receive(Duration.ofSeconds(Long.MAX_VALUE))).isNull();
    }
  }

  @Test
  void aSecondReaderIsToldSo() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (Rig rig = Rig.overSockets().server((request, responses) -> mayEnd.await()).start();
        var call = rig.client().server(0)) {
      Thread reader = Thread.ofPlatform().start(call::receive);
      await().until(() -> reader.getState() == Thread.State.WAITING);
      assertThatThrownBy(call::receive)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread");
      mayEnd.countDown();
      reader.join();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void anInterruptedReaderLosesNothingAndTheCallGoesOn() throws Exception {
    CountDownLatch maySend = new CountDownLatch(1);
    try (Rig rig =
            Rig.overSockets()
                .server((request, responses) -> {
                  maySend.await();
                  responses.send(1L);
                })
                .start();
        var call = rig.client().server(0)) {
      CompletableFuture<Status> thrown = new CompletableFuture<>();
      Thread reader =
          Thread.ofPlatform()
              .start(() -> thrown.complete(Statuses.thrownBy(call::receive).getStatus()));
      await().until(() -> reader.getState() == Thread.State.WAITING);
      reader.interrupt();
      assertThat(thrown.get(20, SECONDS).getCode()).isEqualTo(Code.CANCELLED);
      assertThat(thrown.get().getCause()).isInstanceOf(InterruptedException.class);
      maySend.countDown();
      assertThat(call.receive()).isEqualTo(1);
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void iteratorsTakeFromTheSameStream() throws Exception {
    try (Rig rig = Rig.overSockets().server(ReceivingTest::count).start();
        var call = rig.client().server(3)) {
      Iterator<Long> first = call.iterator();
      assertThat(first.hasNext()).isTrue();
      assertThat(first.hasNext()).isTrue();
      assertThat(first.next()).isEqualTo(0);
      assertThat(call.iterator().next()).isEqualTo(1);
      assertThat(first.next()).isEqualTo(2);
      assertThat(first.hasNext()).isFalse();
      assertThatThrownBy(first::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void leavingALoopEarlyAndClosingEndsTheHandler() throws Exception {
    CompletableFuture<Code> handler = new CompletableFuture<>();
    try (Rig rig =
        Rig.overSockets().server((request, responses) -> flood(responses, handler)).start()) {
      try (var call = rig.client().server(0)) {
        for (long response : call) {
          if (response == 10) {
            break;
          }
        }
      }
      assertThat(handler.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void closingAJavaStreamEndsTheHandler() throws Exception {
    CompletableFuture<Code> handler = new CompletableFuture<>();
    try (Rig rig =
        Rig.overSockets().server((request, responses) -> flood(responses, handler)).start()) {
      try (var stream = rig.client().server(0).stream()) {
        assertThat(stream.limit(3)).containsExactly(0L, 1L, 2L);
      }
      assertThat(handler.get(20, SECONDS)).isEqualTo(Code.CANCELLED);
    }
  }

  private static void flood(Sender<Long> responses, CompletableFuture<Code> end) {
    end.complete(Statuses.codeThrownBy(() -> count(Long.MAX_VALUE, responses)));
  }

  @Test
  void noMoreMessagesAreFetchedAheadThanAskedFor() throws Exception {
    Counter counter = new Counter();
    try (Rig rig = Rig.overSockets().server(ReceivingTest::count).start();
        var call = rig.client().withInterceptors(counter).withPrefetch(5).server(1_000)) {
      await().until(() -> counter.messages.get() == 5);
      for (int received = 1; received <= 1_000; received++) {
        assertThat(call.receive()).isNotNull();
        assertThat(counter.messages.get()).isLessThanOrEqualTo(received + 5);
      }
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void messagesAreRequestedInBatches() throws Exception {
    Counter counter = new Counter();
    try (Rig rig = Rig.overSockets().server(ReceivingTest::count).start();
        var call = rig.client().withInterceptors(counter).server(1_000)) {
      assertThat(call.stream().count()).isEqualTo(1_000);
      assertThat(counter.requests.get()).isLessThanOrEqualTo(1 + 1_000 / 16);
    }
  }

  /** Counts what a call requests and what is delivered to it. */
  private static final class Counter implements ClientInterceptor {
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger messages = new AtomicInteger();

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onMessage(R message) {
                  messages.incrementAndGet();
                  super.onMessage(message);
                }
              },
              headers);
        }

        @Override
        public void request(int count) {
          requests.incrementAndGet();
          super.request(count);
        }
      };
    }
  }

  /** Counts what is delivered to a server's calls. */
  private static final class Deliveries implements ServerInterceptor {
    final AtomicInteger messages = new AtomicInteger();

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onMessage(Q message) {
          super.onMessage(message);
          messages.incrementAndGet();
        }
      };
    }
  }
}
