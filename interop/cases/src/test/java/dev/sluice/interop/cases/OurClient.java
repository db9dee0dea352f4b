package dev.sluice.interop.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.ResponseParameters;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.Messages.TestOrcaReport;
import io.grpc.testing.integration.PackageParts;
import io.grpc.testing.integration.TestCases;
import io.grpc.testing.integration.TestServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The cases on a channel of ours. Most are grpc-java's, inherited; those that it keeps inside its
 * client, which makes its own channels, are written here after their description.
 */
final class OurClient extends AbstractInteropTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int SOAK_CALLS = 20;

  private final InetSocketAddress server;
  private final Security security;
  private final boolean reportsLoad;

  private OurClient(InetSocketAddress server, Security security, boolean reportsLoad) {
    this.server = server;
    this.security = security;
    this.reportsLoad = reportsLoad;
  }

  static void run(TestCases test, InetSocketAddress server, Security security) throws Exception {
    boolean orca = test == TestCases.ORCA_PER_RPC || test == TestCases.ORCA_OOB;
    LoadBalancerProvider policy = PackageParts.newOrcaPolicy();
    LoadBalancerRegistry.getDefaultRegistry().register(policy);
    OurClient client = new OurClient(server, security, orca);
    client.setUp();
    try {
      client.run(test);
    } finally {
      client.tearDown();
      LoadBalancerRegistry.getDefaultRegistry().deregister(policy);
    }
  }

  @Override
  protected ManagedChannelBuilder<?> createChannelBuilder() {
    try {
      ManagedChannelBuilder<?> builder =
          Transport.OURS.channel(server, security.channel(), Transport.OWN_WINDOW);
      if (security == Security.TLS) {
        builder.overrideAuthority(Security.AUTHORITY);
      }
      if (reportsLoad) {
        builder.defaultServiceConfig(
            Map.of("loadBalancingConfig", List.of(Map.of(PackageParts.ORCA_POLICY, Map.of()))));
      }
      return builder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected boolean metricsExpected() {
    return false;
  }

  @SuppressWarnings("JUnitMethodInvoked") // grpc-java's cases are tests and parts of its client.
  private void run(TestCases test) throws Exception {
    switch (test) {
      case EMPTY_UNARY -> emptyUnary();
      case CACHEABLE_UNARY -> cacheableUnary();
      case LARGE_UNARY -> largeUnary();
      case CLIENT_COMPRESSED_UNARY -> clientCompressedUnary(true);
      case CLIENT_COMPRESSED_UNARY_NOPROBE -> clientCompressedUnary(false);
      case SERVER_COMPRESSED_UNARY -> serverCompressedUnary();
      case CLIENT_STREAMING -> clientStreaming();
      case CLIENT_COMPRESSED_STREAMING -> clientCompressedStreaming(true);
      case CLIENT_COMPRESSED_STREAMING_NOPROBE -> clientCompressedStreaming(false);
      case SERVER_STREAMING -> serverStreaming();
      case SERVER_COMPRESSED_STREAMING -> serverCompressedStreaming();
      case PING_PONG -> pingPong();
      case EMPTY_STREAM -> emptyStream();
      case CUSTOM_METADATA -> customMetadata();
      case STATUS_CODE_AND_MESSAGE -> statusCodeAndMessage();
      case SPECIAL_STATUS_MESSAGE -> specialStatusMessage();
      case UNIMPLEMENTED_METHOD -> unimplementedMethod();
      case UNIMPLEMENTED_SERVICE -> unimplementedService();
      case CANCEL_AFTER_BEGIN -> cancelAfterBegin();
      case CANCEL_AFTER_FIRST_RESPONSE -> cancelAfterFirstResponse();
      case TIMEOUT_ON_SLEEPING_SERVER -> timeoutOnSleepingServer();
      case VERY_LARGE_REQUEST -> veryLargeRequest();
      case PICK_FIRST_UNARY -> pickFirstUnary();
      case RPC_SOAK -> rpcSoak();
      case CHANNEL_SOAK -> channelSoak();
      case ORCA_PER_RPC -> orcaPerRpc();
      case ORCA_OOB -> orcaOutOfBand();
      default -> throw new AssertionError("a case that is not known here: " + test);
    }
  }

  private void cacheableUnary() {
    SimpleResponse one = cacheable("one");
    assertThat(cacheable("one")).isEqualTo(one);
    assertThat(cacheable("another")).isNotEqualTo(one);
  }

  private SimpleResponse cacheable(String body) {
    return ClientCalls.blockingUnaryCall(
        channel,
        TestServiceGrpc.getCacheableUnaryCallMethod().toBuilder().setSafe(true).build(),
        CallOptions.DEFAULT,
        SimpleRequest.newBuilder()
            .setPayload(Payload.newBuilder().setBody(ByteString.copyFromUtf8(body)))
            .build());
  }

  /** A hundred calls, one connection. */
  private void pickFirstUnary() {
    Set<SocketAddress> connections = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ClientCall<SimpleRequest, SimpleResponse> call =
          channel.newCall(TestServiceGrpc.getUnaryCallMethod(), CallOptions.DEFAULT);
      ClientCalls.blockingUnaryCall(call, SimpleRequest.getDefaultInstance());
      connections.add(call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
    }
    assertThat(connections).hasSize(1).doesNotContainNull();
  }

  private void rpcSoak() {
    for (int i = 0; i < SOAK_CALLS; i++) {
      largeCall(channel);
    }
  }

  private void channelSoak() throws InterruptedException {
    for (int i = 0; i < SOAK_CALLS; i++) {
      ManagedChannel fresh = createChannel();
      try {
        largeCall(fresh);
      } finally {
        assertThat(fresh.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static void largeCall(Channel channel) {
    SimpleRequest request =
        SimpleRequest.newBuilder()
            .setResponseSize(314_159)
            .setPayload(Payload.newBuilder().setBody(ByteString.copyFrom(new byte[271_828])))
            .build();
    SimpleResponse response = TestServiceGrpc.newBlockingStub(channel).unaryCall(request);
    assertThat(response.getPayload().getBody()).isEqualTo(ByteString.copyFrom(new byte[314_159]));
  }

  private void orcaPerRpc() {
    TestOrcaReport report =
        report(0.8210, 0.5847, 0.30499).toBuilder().putRequestCost("cost", 3456.32).build();
    AtomicReference<TestOrcaReport> reported = new AtomicReference<>();
    blockingStub
        .withOption(PackageParts.ORCA_OF_THE_CALL, reported)
        .unaryCall(SimpleRequest.newBuilder().setOrcaPerQueryReport(report).build());
    assertThat(reported.get()).isEqualTo(report);
  }

  private void orcaOutOfBand() {
    Answers answers = new Answers();
    StreamObserver<StreamingOutputCallRequest> requests = asyncStub.fullDuplexCall(answers);
    int answered = 0;
    for (TestOrcaReport report :
        List.of(report(0.8210, 0.5847, 0.30499), report(0.29309, 0.2, 0.2039))) {
      requests.onNext(
          StreamingOutputCallRequest.newBuilder()
              .setOrcaOobReport(report)
              .addResponseParameters(ResponseParameters.newBuilder().setSize(1))
              .build());
      int expected = ++answered;
      await().atMost(LONG).until(() -> answers.events.size() == expected);
      await().atMost(LONG).until(this::reportedOutOfBand, report::equals);
    }
    requests.onCompleted();
    await().atMost(LONG).until(() -> answers.events.size() == 3);
    assertThat(answers.events).containsExactly("message", "message", "OK");
  }

  private TestOrcaReport reportedOutOfBand() {
    AtomicReference<TestOrcaReport> reported = new AtomicReference<>();
    assertThat(blockingStub.withOption(PackageParts.ORCA_OUT_OF_BAND, reported).emptyCall(EMPTY))
        .isEqualTo(EMPTY);
    return reported.get();
  }

  private static TestOrcaReport report(double cpu, double memory, double utilization) {
    return TestOrcaReport.newBuilder()
        .setCpuUtilization(cpu)
        .setMemoryUtilization(memory)
        .putUtilization("util", utilization)
        .build();
  }

  private static final class Answers implements StreamObserver<StreamingOutputCallResponse> {
    final Queue<String> events = new ConcurrentLinkedQueue<>();

    @Override
    public void onNext(StreamingOutputCallResponse response) {
      events.add("message");
    }

    @Override
    public void onError(Throwable error) {
      events.add(error.toString());
    }

    @Override
    public void onCompleted() {
      events.add("OK");
    }
  }
}
