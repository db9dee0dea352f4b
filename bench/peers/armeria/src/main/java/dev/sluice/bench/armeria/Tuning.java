package dev.sluice.bench.armeria;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;

/** What is set otherwise than it is by default: mostly, limits that a long stream would hit. */
final class Tuning {
  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 16 << 20;
  private static final int MAX_MESSAGE_LENGTH = 8 << 20;
  private static final int UNLIMITED = 0;

  private Tuning() {}

  static ServerBuilder server() {
    return Server.builder()
        .http2InitialStreamWindowSize(STREAM_WINDOW)
        .http2InitialConnectionWindowSize(CONNECTION_WINDOW)
        .http2MaxResetFramesPerWindow(UNLIMITED, UNLIMITED)
        .maxRequestLength(UNLIMITED)
        .requestTimeoutMillis(UNLIMITED)
        .idleTimeoutMillis(UNLIMITED);
  }

  static GrpcServiceBuilder service() {
    return GrpcService.builder().maxRequestMessageLength(MAX_MESSAGE_LENGTH);
  }

  /** Has one event loop, and so opens one connection. */
  static ClientFactory connection() {
    return ClientFactory.builder()
        .workerGroup(1)
        .http2InitialStreamWindowSize(STREAM_WINDOW)
        .http2InitialConnectionWindowSize(CONNECTION_WINDOW)
        .idleTimeoutMillis(UNLIMITED)
        .build();
  }

  static GrpcClientBuilder client(int port) {
    return GrpcClients.builder("gproto+h2c://127.0.0.1:" + port)
        .maxResponseMessageLength(MAX_MESSAGE_LENGTH)
        .maxResponseLength(UNLIMITED)
        .responseTimeoutMillis(UNLIMITED)
        .writeTimeoutMillis(UNLIMITED);
  }
}
