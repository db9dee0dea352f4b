package dev.sluice.bench.helidon;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.http2.Http2ClientProtocolConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.grpc.GrpcConfig;
import io.helidon.webserver.http2.Http2Config;
import java.time.Duration;

/** What is set otherwise than it is by default. */
final class Tuning {
  private static final int WINDOW = 1 << 20;
  private static final int MAX_MESSAGE_SIZE = 8 << 20;
  private static final int BACKLOG = 8192;
  private static final int MAX_STREAMS = 200_000;
  private static final int NO_RESET_LIMIT = -1;
  private static final Duration NO_TIMEOUT = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(2);

  private Tuning() {}

  static WebServerConfig.Builder server() {
    return WebServer.builder()
        .backlog(BACKLOG)
        .connectionOptions(socket())
        .addProtocol(GrpcConfig.builder().maxReadBufferSize(MAX_MESSAGE_SIZE).build())
        .addProtocol(
            Http2Config.builder()
                .initialWindowSize(WINDOW)
                .maxConcurrentStreams(MAX_STREAMS)
                .maxRapidResets(NO_RESET_LIMIT)
                .flowControlTimeout(LONG)
                .build());
  }

  static WebClient client(int port) {
    return WebClient.builder()
        .baseUri("http://127.0.0.1:" + port)
        .tls(Tls.builder().enabled(false).build())
        .socketOptions(socket())
        .addProtocolConfig(
            Http2ClientProtocolConfig.builder()
                .initialWindowSize(WINDOW)
                .flowControlBlockTimeout(LONG)
                .build())
        .build();
  }

  private static SocketOptions socket() {
    return SocketOptions.builder().tcpNoDelay(true).readTimeout(NO_TIMEOUT).build();
  }
}
