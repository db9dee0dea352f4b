package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.ServerStreamingCall;
import dev.sluice.numbers.proto.AllStreamReq;
import dev.sluice.numbers.proto.AllStreamResp;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import dev.sluice.transport.SluiceChannelBuilder;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers in processes of their own that are told to stop. */
final class ShutdownTest {
  private SluiceProcess server;
  private ManagedChannel channel;

  private void start(String grace) throws Exception {
    server =
        SluiceProcess.start("serve", "--host", "127.0.0.1", "--port", "0", "--grace", grace)
            .awaitLines(1);
    channel =
        SluiceChannelBuilder.forAddress("localhost", Serving.portOf(server.out().getFirst()))
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    await("the end of the channel").until(channel::isTerminated);
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void idleServerEndsAtOnce(String signal, int exitCode) throws Exception {
    start("1h");

    server.signal(signal);

    assertThat(server.awaitExit()).isEqualTo(exitCode);
    assertThat(server.err()).isEmpty();
  }

  @Test
  void runningStreamMayEndWithinTheGracePeriod() throws Exception {
    start("1h");
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = calls().sqrt()) {
      assertThat(rootOf(4, call)).isEqualTo(2);

      server.signal("TERM");
      awaitStopping();

      assertThat(rootOf(9, call)).isEqualTo(3);
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
    assertThat(server.awaitExit()).isEqualTo(143);
    assertThat(server.err()).containsExactly("sluice: stopping; running calls have 60m to end");
    assertThat(server.out()).endsWith("Recv Data:9 ");
  }

  @Test
  void serverThatStopsSaysSoToThoseWhoWatchItsHealth() throws Exception {
    start("1h");
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = calls().sqrt();
        ServerStreamingCall<HealthCheckResponse> health =
            Calls.serverStreaming(
                channel,
                HealthGrpc.getWatchMethod(),
                CallOptions.DEFAULT,
                HealthCheckRequest.getDefaultInstance())) {
      rootOf(4, call);
      assertThat(health.receive().getStatus()).isEqualTo(ServingStatus.SERVING);

      server.signal("TERM");

      assertThat(health.receive().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      call.closeSend();
    }
    assertThat(server.awaitExit()).isEqualTo(143);
  }

  @Test
  void watchOfHealthDoesNotKeepTheServer() throws Exception {
    start("1h");
    try (ServerStreamingCall<HealthCheckResponse> health =
        Calls.serverStreaming(
            channel,
            HealthGrpc.getWatchMethod(),
            CallOptions.DEFAULT,
            HealthCheckRequest.getDefaultInstance())) {
      health.receive();

      server.signal("TERM");

      assertThat(server.awaitExit()).isEqualTo(143);
    }
  }

  @Test
  void runningStreamIsCutWhenTheGracePeriodIsOver() throws Exception {
    start("100ms");
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = calls().sqrt()) {
      rootOf(4, call);

      server.signal("TERM");

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(call::receive)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
    assertThat(server.awaitExit()).isEqualTo(143);
    assertThat(server.err())
        .containsExactly(
            "sluice: stopping; running calls have 100ms to end",
            "sluice: cutting the calls that still run");
  }

  @Test
  void stoppingServerTakesNoNewCalls() throws Exception {
    start("1h");
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call = calls().sqrt()) {
      rootOf(4, call);
      server.signal("TERM");
      awaitStopping();

      assertThat(
              Run.of("pow", "--target", "localhost:" + Serving.portOf(server.out().getFirst()))
                  .err())
          .contains("Connection refused");

      call.closeSend();
    }
    assertThat(server.awaitExit()).isEqualTo(143);
  }

  private void awaitStopping() {
    await("word that the server stops").until(() -> !server.err().isEmpty());
  }

  private static double rootOf(double number, BidiStreamingCall<AllStreamReq, AllStreamResp> call) {
    call.send(AllStreamReq.newBuilder().setNumber(number).build());
    return call.receive().getSqrt();
  }

  private BidirectionalStreamServerSluice.Client calls() {
    return BidirectionalStreamServerSluice.newClient(channel);
  }
}
