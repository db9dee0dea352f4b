package dev.sluice.cli;

import io.grpc.netty.NettyServerBuilder;
import java.util.concurrent.TimeUnit;

/** What one client may ask of a server, at most. */
final class ServerLimits {
  private static final int CALLS_PER_CONNECTION = 1_000;
  private static final int REQUEST_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 8 * 1024;
  private static final int HANDSHAKE_SECONDS = 10;

  /** Streams that a client opens and resets cost a server much and the client nothing. */
  private static final int RESETS_PER_WINDOW = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** How often a client may ping; and how long it may stay silent until it is pinged itself. */
  private static final int CLIENT_PING_SECONDS = 20;

  private static final int PING_SECONDS = 60;
  private static final int PING_ANSWER_SECONDS = 20;
  private static final int IDLE_MINUTES = 30;

  private ServerLimits() {}

  static NettyServerBuilder apply(NettyServerBuilder builder) {
    return builder
        .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
        .maxInboundMessageSize(REQUEST_BYTES)
        .maxInboundMetadataSize(HEADER_BYTES)
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .maxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
        .permitKeepAliveTime(CLIENT_PING_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(false)
        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
        .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES);
  }
}
