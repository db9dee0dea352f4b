package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import dev.sluice.ClientStreamingCall;
import dev.sluice.Handlers;
import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.ServiceOptions;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams of requests that are sent again: whole and in order, whatever had arrived before. */
final class ReplayTest {
  private static final int MESSAGES = 20_000;
  private static final Map<String, ?> RETRY =
      Map.of(
          "retryPolicy",
          Map.of(
              "maxAttempts",
              5.0,
              "initialBackoff",
              "0.001s",
              "maxBackoff",
              "0.001s",
              "backoffMultiplier",
              1.0,
              "retryableStatusCodes",
              List.of("UNAVAILABLE")));
  private static final Map<String, ?> HEDGE =
      Map.of(
          "hedgingPolicy",
          Map.of(
              "maxAttempts",
              3.0,
              "hedgingDelay",
              "0.001s",
              "nonFatalStatusCodes",
              List.of("UNAVAILABLE")));

  @RegisterExtension final Running running = new Running();

  private final IntegerMarshaller numbers = new IntegerMarshaller();
  private final AtomicInteger attempts = new AtomicInteger();
  private final MethodDescriptor<Integer, Integer> count =
      numbers.method(MethodType.CLIENT_STREAMING, "Count");

  private interface Attempt {
    int handle(int attempt, Receiver<Integer> requests) throws InterruptedException;
  }

  private ManagedChannel open(Map<String, ?> policy, int keptBytes, Attempt handler) {
    Server server =
        running.start(
            Builders.server()
                .addService(
                    IntegerMarshaller.serve(
                        count,
                        Handlers.clientStreaming(
                            requests -> handler.handle(attempts.incrementAndGet(), requests),
                            ServiceOptions.defaults()))));
    Map<String, Object> methods = new HashMap<>(policy);
    methods.put("name", List.of(Map.of()));
    return running.open(
        Builders.channel(server)
            .enableRetry()
            .perRpcBufferLimit(keptBytes)
            .defaultServiceConfig(Map.of("methodConfig", List.of(methods))));
  }

  private static int countInOrder(Receiver<Integer> requests) {
    int count = 0;
    for (int number : requests) {
      assertThat(number).isEqualTo(count++);
    }
    return count;
  }

  private static int failAfter(Receiver<Integer> requests, int messages) {
    for (int number = 0; number < messages; number++) {
      assertThat(requests.receive()).isEqualTo(number);
    }
    throw Status.UNAVAILABLE.asRuntimeException();
  }

  private static void send(ClientStreamingCall<Integer, Integer> call, int from, int to) {
    for (int number = from; number < to; number++) {
      call.send(number);
    }
  }

  @RepeatedTest(20)
  void anAttemptThatFailsAmongTheMessagesIsFollowedByOneThatGetsThemAll() {
    ManagedChannel channel =
        open(
            RETRY,
            1024 * 1024,
            (attempt, requests) ->
                attempt < 5 ? failAfter(requests, attempt * 100) : countInOrder(requests));

    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      send(call, 0, MESSAGES);

      assertThat(call.closeAndReceive()).isEqualTo(MESSAGES);
    }
    assertThat(attempts).hasValue(5);
    assertThat(numbers.streamed).as("messages kept by grpc-java").hasValueLessThan(100);
  }

  @Test
  void anAttemptThatFailsAfterTheLastMessageIsFollowedByOneThatGetsThemAll() {
    ManagedChannel channel =
        open(
            RETRY,
            1024 * 1024,
            (attempt, requests) -> {
              int received = countInOrder(requests);
              if (attempt < 3) {
                throw Status.UNAVAILABLE.asRuntimeException();
              }
              return received;
            });

    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      send(call, 0, MESSAGES);

      assertThat(call.closeAndReceive()).isEqualTo(MESSAGES);
    }
    assertThat(attempts).hasValue(3);
  }

  @RepeatedTest(5)
  void attemptsSideBySideAllGetAllMessages() {
    CountDownLatch twoHaveAll = new CountDownLatch(2);
    ManagedChannel channel =
        open(
            HEDGE,
            1024 * 1024,
            (attempt, requests) -> {
              int received = countInOrder(requests);
              twoHaveAll.countDown();
              twoHaveAll.await();
              return received;
            });

    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      send(call, 0, MESSAGES);

      assertThat(call.closeAndReceive()).isEqualTo(MESSAGES);
    }
    assertThat(attempts).hasValueGreaterThan(1);
  }

  @Test
  void messagesAreReplayedInOrderWhenCompressionWasSwitchedAmongThem() {
    ManagedChannel channel =
        open(
            RETRY,
            1024 * 1024,
            (attempt, requests) -> attempt < 3 ? failAfter(requests, 900) : countInOrder(requests));

    try (var call =
        Calls.clientStreaming(channel, count, CallOptions.DEFAULT.withCompression("gzip"))) {
      call.setMessageCompression(false);
      send(call, 0, 500);
      call.setMessageCompression(true);
      send(call, 500, 800);
      call.setMessageCompression(false);
      send(call, 800, 1_000);

      assertThat(call.closeAndReceive()).isEqualTo(1_000);
    }
    assertThat(attempts).hasValue(3);
  }

  @Test
  void theSameMessageMayBeSentAgainAndAgain() {
    Integer same = 0;
    ManagedChannel channel =
        open(
            RETRY,
            1024 * 1024,
            (attempt, requests) -> {
              int received = (int) requests.stream().count();
              if (attempt < 3) {
                throw Status.UNAVAILABLE.asRuntimeException();
              }
              return received;
            });

    try (var call =
        Calls.clientStreaming(channel, count, CallOptions.DEFAULT.withCompression("gzip"))) {
      call.setMessageCompression(false);
      for (int number = 0; number < 1_000; number++) {
        if (number == 500) {
          call.setMessageCompression(true);
        } else if (number == 600) {
          call.setMessageCompression(false);
        }
        call.send(same);
      }

      assertThat(call.closeAndReceive()).isEqualTo(1_000);
    }
    assertThat(attempts).hasValue(3);
  }

  @Test
  void nothingIsKeptOnceTheServerHasAnswered() {
    MethodDescriptor<Integer, Integer> echo = numbers.method(MethodType.BIDI_STREAMING, "Echo");
    Server server =
        running.start(
            Builders.server()
                .addService(
                    IntegerMarshaller.serve(
                        echo,
                        Handlers.bidiStreaming(
                            (requests, responses) -> requests.forEach(responses::send),
                            ServiceOptions.defaults()))));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(channel, echo, CallOptions.DEFAULT)) {
      WeakReference<Integer> first = sendFirst(call);
      assertThat(call.receive()).isEqualTo(MESSAGES);

      awaitCollected(first);
      assertThat(call.status()).as("the call, which is open").isNull();
    }
  }

  private static WeakReference<Integer> sendFirst(Sender<Integer> call) {
    Integer message = MESSAGES; // Too large a number for the cache of boxes.
    call.send(message);
    return new WeakReference<>(message);
  }

  private static void awaitCollected(WeakReference<?> reference) {
    await()
        .untilAsserted(() -> {
          System.gc();
          assertThat(reference.get()).isNull();
        });
  }

  @Test
  void whatIsTooMuchToBeKeptIsNotSentAgain() {
    assertThat(attemptsToSend(MESSAGES, 1)).isEqualTo(1);
  }

  @Test
  void emptyMessagesTakeMemoryToo() {
    assertThat(attemptsToSend(100, IntegerMarshaller.EMPTY)).isEqualTo(5);
    attempts.set(0);
    assertThat(attemptsToSend(MESSAGES, IntegerMarshaller.EMPTY)).isEqualTo(1);
  }

  private int attemptsToSend(int messages, int message) {
    ManagedChannel channel =
        open(
            RETRY,
            64 * 1024,
            (attempt, requests) -> {
              requests.forEach(any -> {});
              throw Status.UNAVAILABLE.asRuntimeException();
            });
    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      for (int number = 0; number < messages; number++) {
        call.send(message);
      }
      assertThat(Failures.codeOf(call::closeAndReceive)).isEqualTo(Status.Code.UNAVAILABLE);
    }
    return attempts.get();
  }
}
