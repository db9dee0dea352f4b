package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ServerStreamingCall;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Calls that are given up early in good faith cost no connection: neither end sees an attack. */
@LeaksNothing
class CancelledStreamsTest {
  private static final int CALLS = 60;

  /** Notes which connections calls come on. */
  private static final class Callers implements ServerInterceptor {
    final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      connections.add(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
      return next.startCall(call, headers);
    }
  }

  @Test
  void cancellingStreamsInFullSpateKeepsTheConnection() throws Exception {
    Callers callers = new Callers();
    try (ByteServer server = ByteServer.start(Transports.server().intercept(callers))) {
      ManagedChannel channel = Transports.channel(server.port()).build();
      try {
        for (int i = 0; i < CALLS; i++) {
          try (ServerStreamingCall<byte[]> call =
              Calls.serverStreaming(channel, ByteCalls.POUR, CallOptions.DEFAULT, new byte[] {1})) {
            for (int j = 0; j < 20; j++) {
              assertThat(call.receive()).isNotNull();
            }
          }
        }
        server.awaitNoHandler();
        Calls.unary(channel, ByteCalls.UNARY, CallOptions.DEFAULT, new byte[] {1});
      } finally {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(20, SECONDS)).isTrue();
      }
    }
    assertThat(callers.connections).hasSize(1);
  }
}
