package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.ArrayMarshaller;
import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.Handlers;
import dev.sluice.ServiceOptions;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Large messages wait in buffers that have to be released: they arrive as they were sent, and those
 * that do not arrive leave nothing behind.
 */
@LeaksNothing
final class LargeMessagesTest {
  private static final int LARGE = 300_000;
  private static final byte FAILS_HALFWAY = 13;
  private static final int INITIAL_WINDOW_SIZE = 4;

  @RegisterExtension final Running running = new Running();

  private final Random random = new Random(1);

  /** How many large messages the server has received. */
  private final AtomicInteger received = new AtomicInteger();

  /** How many were sent, of those that are sent in the background. */
  private final AtomicInteger sent = new AtomicInteger();

  private static final Marshaller<byte[]> STREAMS = ByteCalls.ECHO.getRequestMarshaller();
  private static final Marshaller<byte[]> ARRAYS = new InArrays();

  private static MethodDescriptor<byte[], byte[]> echo(Marshaller<byte[]> marshaller) {
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName("test.Large/Echo")
        .build();
  }

  /** Answers each message with the same; an empty one ends the call. */
  private Server start(MethodDescriptor<byte[], byte[]> echo) {
    ServerBuilder<?> builder =
        Transports.server()
            .addService(
                ServerServiceDefinition.builder("test.Large")
                    .addMethod(
                        echo,
                        Handlers.bidiStreaming(
                            (requests, responses) -> {
                              for (byte[] request : requests) {
                                if (request.length == 0) {
                                  return;
                                }
                                received.incrementAndGet();
                                responses.send(request);
                              }
                            },
                            ServiceOptions.defaults()))
                    .build());
    return running.start(builder);
  }

  private BidiStreamingCall<byte[], byte[]> call(
      Server server, MethodDescriptor<byte[], byte[]> echo, CallOptions options) {
    ManagedChannel channel = running.open(Builders.channel(server));
    return Calls.bidiStreaming(channel, echo, options);
  }

  private byte[] message(int size) {
    byte[] message = new byte[size];
    random.nextBytes(message);
    if (size > 0) {
      message[0] = 1;
    }
    return message;
  }

  @ParameterizedTest
  @ValueSource(strings = {"streams", "arrays", "gzip"})
  void messagesOfAllSizesArriveAsTheyWereSent(String kind) {
    MethodDescriptor<byte[], byte[]> echo = echo("streams".equals(kind) ? STREAMS : ARRAYS);
    CallOptions options =
        "gzip".equals(kind) ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, options)) {
      for (int boundary : new int[] {1 << 10, 1 << 15, 1 << 16, 1 << 18, 1 << 20, 3 << 20}) {
        for (int size = boundary - 6; size <= boundary + 1; size++) {
          byte[] message = message(size);
          call.send(message);
          assertThat(Arrays.equals(call.receive(), message)).as("%s bytes", size).isTrue();
        }
      }
    }
  }

  @Test
  void compressedMessagesThatAreMuchSmallerArriveAsTheyWereSent() {
    MethodDescriptor<byte[], byte[]> echo = echo(STREAMS);
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call =
        call(server, echo, CallOptions.DEFAULT.withCompression("gzip"))) {
      for (int i = 0; i < 5; i++) {
        byte[] message = new byte[3 << 20];
        call.send(message);
        assertThat(call.receive()).hasSize(message.length);
      }
    }
  }

  /** Without the right size, nothing of a message may have been sent. */
  @Test
  void aMessageThatFailsHalfwayIsNotSent() {
    MethodDescriptor<byte[], byte[]> echo = echo(ARRAYS);
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, CallOptions.DEFAULT)) {
      for (int i = 0; i < 10; i++) { // Then nothing is kept for a retry any more.
        byte[] message = message(LARGE);
        call.send(message);
        assertThat(call.receive()).isEqualTo(message);
      }
      byte[] failing = message(LARGE);
      failing[0] = FAILS_HALFWAY;
      call.send(failing);
      assertThatThrownBy(call::receive)
          .hasMessageContaining("CANCELLED")
          .hasStackTraceContaining("halfway");
    }
    assertThat(received).hasValue(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, LARGE})
  void aMessageWhoseTracerFailsIsNotSent(int size) {
    MethodDescriptor<byte[], byte[]> echo = echo(ARRAYS);
    Server server = start(echo);
    CallOptions options =
        CallOptions.DEFAULT.withStreamTracerFactory(
            new ClientStreamTracer.Factory() {
              @Override
              public ClientStreamTracer newClientStreamTracer(
                  ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                  @Override
                  public void outboundMessage(int number) {
                    if (number == 10) {
                      throw new IllegalStateException("of the tracer");
                    }
                  }
                };
              }
            });

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, options)) {
      for (int i = 0; i < 10; i++) {
        call.send(message(size));
        assertThat(call.receive()).hasSize(size);
      }
      call.send(message(size));
      assertThatThrownBy(call::receive).hasStackTraceContaining("of the tracer");
    }
    assertThat(received).hasValue(10);
  }

  @RepeatedTest(10)
  void whatWaitsWhenACallIsCancelledIsReleased() {
    MethodDescriptor<byte[], byte[]> echo = echo(ARRAYS);
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, CallOptions.DEFAULT)) {
      sendUntilItBlocks(call);
      call.cancel("enough", null);
    }
  }

  @RepeatedTest(20)
  void whatWaitsWhenTheServerEndsTheCallIsReleased() throws Exception {
    MethodDescriptor<byte[], byte[]> echo = echo(ARRAYS);
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, CallOptions.DEFAULT)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                boolean open = call.send(message(LARGE));
                while (open) {
                  open = call.send(message(LARGE));
                  open &= call.send(new byte[0]);
                }
              });
      while (call.receive() != null) {
        // The call ends with the first empty message, while more are sent.
      }
      assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  @RepeatedTest(5)
  void whatWaitsWhenTheServerIsGoneIsReleased() {
    MethodDescriptor<byte[], byte[]> echo = echo(ARRAYS);
    Server server = start(echo);

    try (BidiStreamingCall<byte[], byte[]> call = call(server, echo, CallOptions.DEFAULT)) {
      sendUntilItBlocks(call);
      server.shutdownNow();
      assertThat(
              Failures.codeOf(() -> {
                while (call.receive() != null) {
                  // What has arrived comes first.
                }
              }))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @RepeatedTest(5)
  void whatWaitsForTheWindowIsReleased() throws Exception {
    try (RawServer server = RawServer.start()) {
      ManagedChannel channel = running.open(Builders.channel(Builders.loopback(server.port())));
      BidiStreamingCall<byte[], byte[]> call =
          Calls.bidiStreaming(channel, echo(ARRAYS), CallOptions.DEFAULT);
      Thread sender = sendInBackground(call);
      RawPeer peer = server.accept(INITIAL_WINDOW_SIZE, 0);
      peer.roundTrip();
      await().until(() -> sent.get() > 0 && sender.getState() == Thread.State.WAITING);
      call.cancel("enough", null);
      assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  /** Nobody receives what is answered, so that both sides block in the end. */
  private void sendUntilItBlocks(BidiStreamingCall<byte[], byte[]> call) {
    Thread sender = sendInBackground(call);
    await()
        .atMost(20, SECONDS)
        .until(() -> received.get() > 3 && sender.getState() == Thread.State.WAITING);
  }

  private Thread sendInBackground(BidiStreamingCall<byte[], byte[]> call) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            while (call.send(message(LARGE))) {
              sent.incrementAndGet();
            }
          } catch (StatusRuntimeException e) {
            // Of how the call ends its receiver hears, too.
            return;
          }
        });
  }

  private static final class InArrays implements ArrayMarshaller<byte[]> {
    @Override
    public int size(byte[] message) {
      return message.length;
    }

    @Override
    public void write(byte[] message, byte[] target, int offset, int size) {
      System.arraycopy(message, 0, target, offset, size);
    }

    @Override
    public void drain(byte[] message, OutputStream target, int size) throws IOException {
      if (size > 0 && message[0] == FAILS_HALFWAY) {
        target.write(message, 0, size / 2);
        throw new IllegalStateException("halfway");
      }
      target.write(message, 0, size);
    }

    @Override
    public byte[] read(byte[] source, int offset, int length) {
      return Arrays.copyOfRange(source, offset, offset + length);
    }
  }
}
