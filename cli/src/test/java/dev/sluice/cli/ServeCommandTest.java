package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.numbers.proto.text.AllStreamReq;
import dev.sluice.numbers.proto.text.AllStreamResp;
import dev.sluice.numbers.proto.text.AllStreamServerSluice;
import dev.sluice.transport.SluiceChannelBuilder;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServeCommandTest {
  private static final String[] THREE_FREE_PORTS = {
    "serve", "--host", "127.0.0.1", "--sum-port", "0", "--pow-port", "0", "--sqrt-port", "0"
  };

  @Test
  void threeServersPrintTheTutorialsLines() {
    try (Run serve = Run.start(THREE_FREE_PORTS).awaitLines(3)) {
      List<Integer> ports = serve.out().stream().map(Serving::portOf).toList();
      assertThat(serve.undated())
          .containsExactlyElementsOf(
              ports.stream().map(port -> "Serving gRPC on 127.0.0.1:" + port).toList());

      Run.of("pow", "--target", "localhost:" + ports.get(1));
      Run.of("sum", "--target", "localhost:" + ports.get(0));
      Run.of(
          "sqrt", "--target", "localhost:" + ports.get(2), "--interval", "0s", "0", "2.5", "1e9");

      assertThat(serve.out().subList(3, 15))
          .allMatch(line -> line.matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d [Rc].*"));
      assertThat(serve.undated().subList(3, 15))
          .startsWith("Recv Client Data 2")
          .containsAll(IntStream.range(0, 10).mapToObj(n -> "Recved " + n).toList())
          .endsWith("client closed");
      assertThat(serve.out().subList(15, 18))
          .containsExactly("Recv Data:0 ", "Recv Data:2.5 ", "Recv Data:1e+09 ");
      assertThat(serve.err()).isEmpty();
    }
  }

  @Test
  void onePortOffersAllServices() {
    try (Serving server = Serving.start()) {
      assertThat(Run.of("pow", "--target", server.target()).exitCode()).isZero();
      assertThat(Run.of("sum", "--target", server.target()).exitCode()).isZero();
      assertThat(Run.of("sqrt", "4", "--target", server.target()).exitCode()).isZero();
      assertThat(rootOfText(server, "16")).isEqualTo("4");
    }
  }

  private static String rootOfText(Serving server, String text) {
    ManagedChannel channel = channel(server.port());
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call =
        AllStreamServerSluice.newClient(channel).allStream()) {
      call.send(AllStreamReq.newBuilder().setData(text).build());
      return call.receive().getData();
    } finally {
      close(channel);
    }
  }

  @Test
  void quietServerPrintsNothingOfWhatClientsSend() {
    try (Serving server = Serving.start("--quiet")) {
      Run.of("sum", "--target", server.target());
      Run.of("sqrt", "4", "--target", server.target());

      assertThat(server.run().out()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stream.ClientStream",
        "stream.ServerStream",
        "stream.BidirectionalStreamServer",
        "helloworld.AllStreamServer"
      })
  void healthOfEachServiceIsServing(String service) {
    try (Serving server = Serving.start()) {
      ManagedChannel channel = channel(server.port());
      try {
        HealthCheckResponse health =
            Calls.unary(
                channel,
                HealthGrpc.getCheckMethod(),
                CallOptions.DEFAULT,
                HealthCheckRequest.newBuilder().setService(service).build());

        assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
      } finally {
        close(channel);
      }
    }
  }

  @Test
  void reflectionListsTheServices() {
    try (Serving server = Serving.start()) {
      ManagedChannel channel = channel(server.port());
      try (BidiStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
          Calls.bidiStreaming(
              channel, ServerReflectionGrpc.getServerReflectionInfoMethod(), CallOptions.DEFAULT)) {
        call.send(ServerReflectionRequest.newBuilder().setListServices("").build());
        call.send(
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("stream.ClientStream")
                .build());

        assertThat(call.receive().getListServicesResponse().getServiceList())
            .extracting(ServiceResponse::getName)
            .contains(
                "stream.ClientStream",
                "stream.ServerStream",
                "stream.BidirectionalStreamServer",
                "helloworld.AllStreamServer",
                "grpc.health.v1.Health");
        assertThat(call.receive().getFileDescriptorResponse().getFileDescriptorProtoList())
            .hasSize(1);
      } finally {
        close(channel);
      }
    }
  }

  @Test
  void portInUseIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      Run run =
          Run.of(
              "serve",
              "--host",
              "127.0.0.1",
              "--sum-port",
              "0",
              "--pow-port",
              "" + port,
              "--sqrt-port",
              "0");

      assertThat(run.err())
          .isEqualTo(
              "sluice: cannot listen on 127.0.0.1:"
                  + port
                  + ": Address already in use; choose another port with --pow-port");
      assertThat(run.out()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 0 --pow-port 0     | --port is for all services: leave the other ports out",
        "--port 65536              | --port: 65536 is no port: they go from 0 to 65535",
        "--sum-port -1             | --sum-port: -1 is no port: they go from 0 to 65535",
        "--grace -1s               | Invalid value for option '--grace': \"-1s\" is no duration: write it like 200ms, 1.5s, 2m or 1h (see sluice serve --help)",
        "--host no.such.invalid    | --host: there is no host no.such.invalid",
        "--client-ca ca.pem        | --client-ca needs --cert and --key",
        "--key key.pem             | --cert and --key go together",
      })
  void whatIsNoGoodIsNamedInOneLine(String options, String complaint) {
    Run run = Run.of(("serve " + options).split(" ", -1));

    assertThat(run.err()).isEqualTo("sluice: " + complaint);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private static ManagedChannel channel(int port) {
    return SluiceChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }

  private static void close(ManagedChannel channel) {
    channel.shutdownNow();
    await("the end of the channel").until(channel::isTerminated);
  }
}
