package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ClientStreamingCall;
import dev.sluice.Handlers;
import dev.sluice.Receiver;
import dev.sluice.ServiceOptions;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Long uploads: once a call can no more be retried, its sender gives messages to the transport past
 * grpc-java's call, and nothing but speed shows it.
 */
final class CommittedSenderTest {
  /** More than the bytes that are kept for a retry. */
  private static final int MESSAGES = 40_000;

  private static final int RETRY_BYTES = 64 * 1024;

  @RegisterExtension final Running running = new Running();

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final IntegerMarshaller numbers = new IntegerMarshaller();
  private final MethodDescriptor<Integer, Integer> count =
      numbers.method(MethodType.CLIENT_STREAMING, "Count");

  private ManagedChannel channel;

  @BeforeEach
  void start() {
    Server server =
        running.start(
            Builders.server()
                .addService(
                    IntegerMarshaller.serve(
                        count,
                        Handlers.clientStreaming(this::countInOrder, ServiceOptions.defaults()))));
    channel = running.open(Builders.channel(server).perRpcBufferLimit(RETRY_BYTES));
  }

  private int countInOrder(Receiver<Integer> requests) {
    int count = 0;
    try {
      for (int number : requests) {
        assertThat(number).isEqualTo(count++);
      }
    } catch (RuntimeException e) {
      cancelled.countDown();
      throw e;
    }
    return count;
  }

  private static void send(ClientStreamingCall<Integer, Integer> call, int from, int to) {
    for (int number = from; number < to; number++) {
      call.send(number);
    }
  }

  @Test
  void messagesArriveInOrderAndMostPastTheCall() {
    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      send(call, 0, MESSAGES);

      assertThat(call.closeAndReceive()).isEqualTo(MESSAGES);
    }
    assertThat(numbers.streamed).hasValueLessThan(MESSAGES / 2);
  }

  @Test
  void compressionMayBeSwitchedOnAndOff() {
    try (var call =
        Calls.clientStreaming(channel, count, CallOptions.DEFAULT.withCompression("gzip"))) {
      call.setMessageCompression(false);
      for (int from = 0; from < MESSAGES; from += 1_000) {
        send(call, from, from + 990);
        call.setMessageCompression(true);
        send(call, from + 990, from + 1_000);
        call.setMessageCompression(false);
      }

      assertThat(call.closeAndReceive()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void aMessageThatIsTooLargeFailsTheCallAsItDoesAtTheBeginning() {
    CallOptions options = CallOptions.DEFAULT.withMaxOutboundMessageSize(1024);

    Status early = failureOf(options, 10);
    Status late = failureOf(options, MESSAGES);

    assertThat(late.getCode()).isEqualTo(early.getCode()).isNotEqualTo(Status.Code.OK);
    assertThat(late.getDescription()).isEqualTo(early.getDescription());
  }

  private Status failureOf(CallOptions options, int after) {
    try (var call = Calls.clientStreaming(channel, count, options)) {
      send(call, 0, after);
      return Failures.statusOf(() -> {
        call.send(IntegerMarshaller.OUTSIZED);
        call.closeAndReceive();
      });
    }
  }

  @Test
  void cancellationEndsTheSenderAndTheHandler() throws InterruptedException {
    try (var call = Calls.clientStreaming(channel, count, CallOptions.DEFAULT)) {
      send(call, 0, MESSAGES);
      call.cancel("enough", null);

      assertThat(Failures.codeOf(() -> call.send(MESSAGES))).isEqualTo(Status.Code.CANCELLED);
    }
    cancelled.await();
  }
}
