package dev.sluice.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors;
import dev.sluice.BidiStreamingCall;
import dev.sluice.ClientStreamingCall;
import dev.sluice.Receiver;
import dev.sluice.Sender;
import dev.sluice.ServerStreamingCall;
import dev.sluice.codegen.echo.EchoProto;
import dev.sluice.codegen.echo.EchoSluice;
import dev.sluice.codegen.echo.Text;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs generated code over a real connection; this build generates it from {@code echo.proto}. */
class GeneratedCodeTest {
  private Server server;
  private ManagedChannel channel;
  private EchoSluice.Client client;

  private static final class Echo extends EchoSluice.Service {
    @Override
    public Text say(Text request) {
      return request;
    }

    @Override
    public void spell(Text request, Sender<Text> responses) {
      request.getText().chars().forEach(letter -> responses.send(text(Character.toString(letter))));
    }

    @Override
    public Text join(Receiver<Text> requests) {
      return text(requests.stream().map(Text::getText).collect(Collectors.joining()));
    }

    @Override
    public void repeat(Receiver<Text> requests, Sender<Text> responses) {
      for (Text request : requests) {
        responses.send(request);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Echo())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .usePlaintext()
            .build();
    client = EchoSluice.newClient(channel).withDeadlineAfter(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void unary() {
    assertThat(client.say(text("hello"))).isEqualTo(text("hello"));
  }

  @Test
  void serverStreaming() {
    try (ServerStreamingCall<Text> call = client.spell(text("abc"))) {
      assertThat(call).containsExactly(text("a"), text("b"), text("c"));
    }
  }

  @Test
  void clientStreaming() {
    try (ClientStreamingCall<Text, Text> call = client.join()) {
      call.send(text("one "));
      call.send(text("two"));
      assertThat(call.closeAndReceive()).isEqualTo(text("one two"));
    }
  }

  @Test
  void bidiStreaming() {
    try (BidiStreamingCall<Text, Text> call = client.repeat()) {
      call.send(text("one"));
      assertThat(call.receive()).isEqualTo(text("one"));
      call.send(text("two"));
      assertThat(call.receive()).isEqualTo(text("two"));
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void aMethodThatIsNotOverriddenIsUnimplemented() {
    try (BidiStreamingCall<Text, Text> call = client.wait_()) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(call::receive)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED))
          .withMessageContaining("sluice.test.Echo/Wait");
    }
  }

  @Test
  void descriptorsTellKindAndIdempotency() {
    assertThat(EchoSluice.sayMethod().getFullMethodName()).isEqualTo("sluice.test.Echo/Say");
    assertThat(EchoSluice.serviceDescriptor().getMethods())
        .extracting(MethodDescriptor::getType)
        .containsExactly(
            MethodDescriptor.MethodType.UNARY,
            MethodDescriptor.MethodType.SERVER_STREAMING,
            MethodDescriptor.MethodType.CLIENT_STREAMING,
            MethodDescriptor.MethodType.BIDI_STREAMING,
            MethodDescriptor.MethodType.BIDI_STREAMING);
    assertThat(EchoSluice.serviceDescriptor().getMethods())
        .extracting(MethodDescriptor::isIdempotent)
        .containsExactly(true, true, false, false, false);
    assertThat(EchoSluice.serviceDescriptor().getMethods())
        .extracting(MethodDescriptor::isSafe)
        .containsExactly(true, false, false, false, false);
  }

  @Test
  void descriptorsLeadToTheProtoFile() {
    ServiceDescriptor service = EchoSluice.serviceDescriptor();
    Descriptors.ServiceDescriptor proto = EchoProto.getDescriptor().findServiceByName("Echo");

    assertThat(service.getSchemaDescriptor())
        .isInstanceOfSatisfying(
            ProtoServiceDescriptorSupplier.class,
            schema -> {
              assertThat(schema.getFileDescriptor()).isSameAs(EchoProto.getDescriptor());
              assertThat(schema.getServiceDescriptor()).isSameAs(proto);
            });
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      assertThat(method.getSchemaDescriptor())
          .isInstanceOfSatisfying(
              ProtoMethodDescriptorSupplier.class,
              schema ->
                  assertThat(schema.getMethodDescriptor())
                      .isSameAs(
                          proto.findMethodByName(
                              Objects.requireNonNull(method.getBareMethodName()))));
    }
  }

  @Test
  void serverReflectionFindsTheService() throws Exception {
    BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        ServerReflectionGrpc.newBlockingV2Stub(channel)
            .withDeadlineAfter(Duration.ofSeconds(30))
            .serverReflectionInfo();
    call.write(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("sluice.test.Echo.Repeat")
            .build());
    call.halfClose();

    assertThat(call.read().getFileDescriptorResponse().getFileDescriptorProtoList())
        .isEqualTo(List.of(EchoProto.getDescriptor().toProto().toByteString()));
    assertThat(call.read()).isNull();
  }

  private static Text text(String text) {
    return Text.newBuilder().setText(text).build();
  }
}
