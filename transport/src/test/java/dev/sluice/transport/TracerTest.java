package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tracers are told about streams is what happened on them. */
final class TracerTest {
  /** The two ways to handle a stream, which may take different ways through the transport. */
  enum Service {
    LOOP {
      @Override
      ServerServiceDefinition echo() {
        return Texts.echo();
      }
    },
    OBSERVER {
      @Override
      ServerServiceDefinition echo() {
        return observerEcho();
      }
    };

    abstract ServerServiceDefinition echo();
  }

  @RegisterExtension final Running running = new Running();

  private final TracedCalls traced = new TracedCalls();
  private final CallOptions options =
      CallOptions.DEFAULT.withStreamTracerFactory(traced.clientFactory());

  @ParameterizedTest
  @EnumSource
  void everyMessageIsCountedAndMeasured(Service service) {
    ManagedChannel channel = open(service.echo());
    List<String> messages = List.of("one", "", "three", "m".repeat(100_000));
    List<StreamRecord.Size> sizes =
        List.of(
            new StreamRecord.Size(0, 3, 3),
            new StreamRecord.Size(1, 0, 0),
            new StreamRecord.Size(2, 5, 5),
            new StreamRecord.Size(3, 100_000, 100_000));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, options)) {
      messages.forEach(call::send);
      call.closeSend();
      assertThat(call).containsExactlyElementsOf(messages);
    }

    for (StreamRecord told : List.of(onlyClientStream(), onlyServerStream())) {
      assertThat(told.closed).succeedsWithin(10, SECONDS);
      assertThat(told.outboundMessages).containsExactly(0, 1, 2, 3);
      assertThat(told.inboundMessages).containsExactly(0, 1, 2, 3);
      assertThat(told.outboundSizes).isEqualTo(sizes);
      assertThat(told.inboundSizes).isEqualTo(sizes);
      assertThat(told.outboundWire).hasValue(100_008);
      assertThat(told.outboundUncompressed).hasValue(100_008);
      assertThat(told.inboundWire).hasValue(100_008);
      assertThat(told.inboundUncompressed).hasValue(100_008);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventsComeInTheirOrder(Service service) {
    Server server =
        running.start(
            Builders.server()
                .addStreamTracerFactory(traced.serverFactory())
                .addService(service.echo()));
    ManagedChannel channel =
        running.open(Builders.channel(server).overrideAuthority("service.test"));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, options)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }

    StreamRecord client = onlyClientStream();
    StreamRecord serverSide = onlyServerStream();
    assertThat(client.closed).succeedsWithin(10, SECONDS);
    assertThat(serverSide.closed).succeedsWithin(10, SECONDS);
    assertThat(client.events)
        .containsExactly(
            "created", "outbound headers", "inbound headers", "inbound trailers", "closed");
    assertThat(serverSide.events)
        .containsExactly("method test.Texts/Bidi", "started for service.test", "closed");
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatEndsWellIsClosedWithOkOnceOnEachSide(Service service) {
    ManagedChannel channel = open(service.echo());

    assertThat(Texts.call(channel, options, "hello")).isEqualTo("hello");

    assertClosedWith(Status.Code.OK, onlyClientStream());
    assertClosedWith(Status.Code.OK, onlyServerStream());
  }

  @Test
  void aStreamThatTheServerFailsIsClosedWithItsStatusOnBothSides() {
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              throw Status.NOT_FOUND.withDescription("no " + request).asRuntimeException();
            }));

    assertThat(Failures.codeOf(() -> Texts.call(channel, options, "bread")))
        .isEqualTo(Status.Code.NOT_FOUND);

    assertClosedWith(Status.Code.NOT_FOUND, onlyClientStream());
    assertThat(onlyClientStream().closed.join().getDescription()).isEqualTo("no bread");
    assertClosedWith(Status.Code.NOT_FOUND, onlyServerStream());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatTheClientCancelsIsClosedSoOnBothSides(Service service) {
    ManagedChannel channel = open(service.echo());

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, options)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      call.cancel("enough", null);
    }

    assertClosedWith(Status.Code.CANCELLED, onlyClientStream());
    assertClosedWith(Status.Code.CANCELLED, onlyServerStream());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamWhoseTimeIsUpIsClosedOnBothSides(Service service) {
    ManagedChannel channel = open(service.echo());

    Running.connect(channel);

    try (var call =
        Calls.bidiStreaming(channel, Texts.BIDI, options.withDeadlineAfter(1, SECONDS))) {
      assertThat(Failures.codeOf(call::receive)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    // Either side may find out first, and then cancels the stream for the other.
    for (StreamRecord told : List.of(onlyClientStream(), onlyServerStream())) {
      assertThat(told.closed).succeedsWithin(10, SECONDS);
      assertThat(told.closed.join().getCode())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
      assertThat(told.timesClosed()).isEqualTo(1);
    }
  }

  @Test
  void theContextThatATracerMakesIsThatOfTheHandler() {
    CompletableFuture<StreamRecord> seen = new CompletableFuture<>();
    ManagedChannel channel =
        open(
            Texts.unary(request -> {
              seen.complete(TracedCalls.RECORD.get());
              return request;
            }));

    Texts.call(channel, options, "hello");

    assertThat(seen.join()).isSameAs(onlyServerStream());
  }

  @Test
  void aCallToNoSuchMethodIsTracedToo() {
    ManagedChannel channel = open(Texts.bidi((in, out) -> {}));

    assertThat(Failures.codeOf(() -> Texts.call(channel, options, "hello")))
        .isEqualTo(Status.Code.UNIMPLEMENTED);

    assertClosedWith(Status.Code.UNIMPLEMENTED, onlyClientStream());
    assertThat(onlyServerStream().closed).succeedsWithin(10, SECONDS);
  }

  private ManagedChannel open(ServerServiceDefinition service) {
    Server server =
        running.start(
            Builders.server().addStreamTracerFactory(traced.serverFactory()).addService(service));
    return running.open(Builders.channel(server));
  }

  private StreamRecord onlyClientStream() {
    assertThat(traced.clientStreams).hasSize(1);
    return traced.clientStreams.getFirst();
  }

  private StreamRecord onlyServerStream() {
    await().until(() -> !traced.serverStreams.isEmpty());
    assertThat(traced.serverStreams).hasSize(1);
    return traced.serverStreams.getFirst();
  }

  private static void assertClosedWith(Status.Code code, StreamRecord stream) {
    assertThat(stream.closed).succeedsWithin(10, SECONDS);
    Status status = stream.closed.join();
    assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
    assertThat(stream.timesClosed()).isEqualTo(1);
  }

  private static ServerServiceDefinition observerEcho() {
    return ServerServiceDefinition.builder(Texts.SERVICE)
        .addMethod(
            Texts.UNARY,
            ServerCalls.asyncUnaryCall((request, responses) -> {
              responses.onNext(request);
              responses.onCompleted();
            }))
        .addMethod(Texts.BIDI, ServerCalls.asyncBidiStreamingCall(Echoing::new))
        .build();
  }

  private record Echoing(StreamObserver<String> responses) implements StreamObserver<String> {
    @Override
    public void onNext(String request) {
      responses.onNext(request);
    }

    @Override
    public void onError(Throwable failure) {
      // The client has gone: there is nobody to answer.
    }

    @Override
    public void onCompleted() {
      responses.onCompleted();
    }
  }
}
