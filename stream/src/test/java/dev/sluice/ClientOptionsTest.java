package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each {@code with} method of a client does what it says, to the calls of the new client only. */
class ClientOptionsTest {
  private static final Metadata.Key<String> USER =
      Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);

  @Test
  void aClientIsNotChangedByItsDescendants() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      Rig.Client client = rig.client();
      Rig.Client hasty = client.withDeadlineAfter(Duration.ofNanos(1));
      assertThat(Statuses.codeThrownBy(() -> hasty.unary(1))).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(client.unary(1)).isEqualTo(1);
      assertThat(client.callOptions().getDeadline()).isNull();
      assertThat(hasty.channel()).isSameAs(client.channel());
    }
  }

  @Test
  void headersAreCopiedAndSentWithEachCall() throws Exception {
    try (Rig rig =
        Rig.overSockets()
            .unary(
                request -> Long.parseLong(ServerCallContext.current().requestHeaders().get(USER)))
            .start()) {
      Metadata headers = new Metadata();
      headers.put(USER, "12");
      Rig.Client client = rig.client().withHeaders(headers);
      headers.put(USER, "13");
      assertThat(client.unary(0)).isEqualTo(12);
      assertThat(client.unary(0)).isEqualTo(12);
    }
  }

  @Test
  void callCredentialsAreApplied() throws Exception {
    CallCredentials credentials =
        new CallCredentials() {
          @Override
          public void applyRequestMetadata(
              RequestInfo info, Executor executor, MetadataApplier applier) {
            Metadata headers = new Metadata();
            headers.put(USER, "7");
            applier.apply(headers);
          }
        };
    try (Rig rig =
        Rig.overSockets()
            .unary(
                request -> Long.parseLong(ServerCallContext.current().requestHeaders().get(USER)))
            .start()) {
      assertThat(rig.client().withCallCredentials(credentials).unary(0)).isEqualTo(7);
    }
  }

  @Test
  void aCallMayWaitForItsServerToCome() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      int port = rig.server().getPort();
      rig.server().shutdownNow().awaitTermination();
      assertThat(Statuses.codeThrownBy(() -> rig.client().unary(1))).isEqualTo(Code.UNAVAILABLE);
      CompletableFuture<Long> answer =
          CompletableFuture.supplyAsync(() ->
              rig.client().withWaitForReady().withDeadlineAfter(Duration.ofSeconds(30)).unary(5));
      var server =
          Rig.SOCKETS
              .server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(
                  ServerServiceDefinition.builder(Numbers.SERVICE)
                      .addMethod(
                          Numbers.UNARY,
                          Handlers.unary(request -> request, ServiceOptions.defaults()))
                      .build())
              .build()
              .start();
      try {
        assertThat(answer.get()).isEqualTo(5);
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  @Test
  void callbacksRunOnTheExecutorThatIsGiven() throws Exception {
    AtomicInteger tasks = new AtomicInteger();
    Executor counting =
        task -> {
          tasks.incrementAndGet();
          Thread.startVirtualThread(task);
        };
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      assertThat(rig.client().withExecutor(counting).unary(1)).isEqualTo(1);
      assertThat(tasks.get()).isPositive();
    }
  }

  @Test
  void aRequestOverTheLimitFailsTheCallWhetherOrNotItIsConnected() throws Exception {
    try (Rig rig = Rig.overSockets().unary(request -> request).start()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        Status status =
            Statuses.thrownBy(() -> rig.client().withMaxOutboundMessageSize(7).unary(1))
                .getStatus();
        assertThat(status.getCode()).isEqualTo(Code.CANCELLED);
        assertThat(Status.fromThrowable(status.getCause()).getCode())
            .isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(rig.client().withMaxOutboundMessageSize(8).unary(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void optionsReachTheCall() {
    CallOptions.Key<String> key = CallOptions.Key.create("key");
    Rig.Client client =
        new Rig.Client(null, CallOptions.DEFAULT)
            .withOption(key, "value")
            .withCompression("gzip")
            .withPrefetch(3);
    assertThat(client.callOptions().getOption(key)).isEqualTo("value");
    assertThat(client.callOptions().getCompressor()).isEqualTo("gzip");
    assertThat(client.callOptions().getOption(SluiceClient.PREFETCH)).isEqualTo(3);
  }

  @Test
  void anImpossiblePrefetchIsRefused() {
    Rig.Client client = new Rig.Client(null, CallOptions.DEFAULT);
    for (int messages : new int[] {-1, 0, 65_537}) {
      assertThatThrownBy(() -> client.withPrefetch(messages))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 1 to 65536");
      assertThatThrownBy(() -> ServiceOptions.defaults().withPrefetch(messages))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
