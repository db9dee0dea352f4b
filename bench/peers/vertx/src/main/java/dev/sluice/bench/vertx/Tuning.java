package dev.sluice.bench.vertx;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.server.GrpcServerOptions;

/** What is set otherwise than it is by default. */
final class Tuning {
  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 16 << 20;
  private static final int MAX_MESSAGE_SIZE = 8 << 20;
  private static final long UNLIMITED = 0xFFFF_FFFFL;

  private Tuning() {}

  static HttpServerOptions httpServer() {
    return new HttpServerOptions()
        .setInitialSettings(settings().setMaxConcurrentStreams(UNLIMITED))
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
        // Ten thousand idle streams are cancelled at once.
        .setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE);
  }

  static HttpClientOptions httpClient() {
    return new HttpClientOptions()
        .setHttp2ClearTextUpgrade(false)
        .setInitialSettings(settings())
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
        .setHttp2KeepAliveTimeout(0);
  }

  private static Http2Settings settings() {
    return new Http2Settings().setInitialWindowSize(STREAM_WINDOW);
  }

  static GrpcServerOptions grpcServer() {
    return new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE_SIZE);
  }

  static GrpcClientOptions grpcClient() {
    return new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_SIZE);
  }
}
