package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.Receiver;
import dev.sluice.Sender;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What follows the prefix of a message that is too large is not looked at: here it consists of
 * zeros, and would look like many empty messages.
 */
final class AfterTooLargeMessageTest {
  private static final String ZEROS = "\0".repeat(2000);

  @RegisterExtension final Running running = new Running();

  private final List<String> events = new CopyOnWriteArrayList<>();

  @RepeatedTest(5)
  void aListenerOfAChannelHearsOfTheEndOnly() {
    Server server =
        running.start(
            Builders.server().addService(Texts.bidi(AfterTooLargeMessageTest::sendThenWait)));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMessageSize(1000));

    ClientCall<String, String> call = channel.newCall(Texts.BIDI, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(String message) {
            events.add("message of " + message.length());
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            events.add(status.getCode().toString());
          }
        },
        new Metadata());
    call.request(1000);

    await().until(() -> events.contains("RESOURCE_EXHAUSTED"));
    assertThat(events).containsExactly("RESOURCE_EXHAUSTED");
  }

  @RepeatedTest(5)
  void aReceiverOfAChannelHearsOfTheEndOnly() {
    Server server =
        running.start(
            Builders.server().addService(Texts.bidi(AfterTooLargeMessageTest::sendThenWait)));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMessageSize(1000));

    try (BidiStreamingCall<String, String> call =
        Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(Failures.codeOf(() -> events.add(call.receive())))
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
    assertThat(events).isEmpty();
  }

  @RepeatedTest(5)
  void aListenerOfAServerHearsOfTheEndOnly() {
    Server server =
        running.start(
            Builders.server()
                .maxInboundMessageSize(1000)
                .addService(
                    ServerServiceDefinition.builder(Texts.SERVICE)
                        .addMethod(Texts.BIDI, (call, headers) -> recording(call))
                        .build()));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (BidiStreamingCall<String, String> call =
        Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send(ZEROS);
      call.closeSend();
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
    await().until(() -> events.contains("cancel"));
    assertThat(events).containsExactly("cancel");
  }

  @RepeatedTest(5)
  void aReceiverOfAServerHearsOfTheEndOnly() {
    Server server =
        running.start(
            Builders.server()
                .maxInboundMessageSize(1000)
                .addService(
                    Texts.bidi((in, out) -> {
                      try {
                        events.add("received " + in.receive());
                      } finally {
                        events.add("ended");
                      }
                    })));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (BidiStreamingCall<String, String> call =
        Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send(ZEROS);
      call.closeSend();
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
    await().until(() -> events.contains("ended"));
    assertThat(events).containsExactly("ended");
  }

  private static void sendThenWait(Receiver<String> in, Sender<String> out) {
    out.send(ZEROS);
    in.forEach(ignored -> {});
  }

  private ServerCall.Listener<String> recording(ServerCall<String, String> call) {
    call.request(1000);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(String message) {
        events.add("message of " + message.length());
      }

      @Override
      public void onHalfClose() {
        events.add("half-close");
      }

      @Override
      public void onCancel() {
        events.add("cancel");
      }
    };
  }
}
