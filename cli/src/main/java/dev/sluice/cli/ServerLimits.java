package dev.sluice.cli;

import dev.sluice.transport.SluiceServerBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What one client may ask of a server, at most. */
final class ServerLimits {
  private static final int CALLS_PER_CONNECTION = 1_000;
  private static final int REQUEST_KIB = 64;
  private static final int HEADER_KIB = 8;
  private static final int HANDSHAKE_SECONDS = 10;

  /** Streams that a client opens and resets cost a server much and the client nothing. */
  private static final int RESETS_PER_PERIOD = 2_000;

  private static final int RESET_PERIOD_SECONDS = 30;

  /** How often a client may ping; and how long it may stay silent until it is pinged itself. */
  private static final int CLIENT_PING_SECONDS = 20;

  private static final int PING_SECONDS = 60;
  private static final int PING_ANSWER_SECONDS = 20;
  private static final int IDLE_MINUTES = 30;

  /** What a user should know of this. */
  static final String HELP =
      CALLS_PER_CONNECTION
          + " calls at once on a connection, requests of "
          + REQUEST_KIB
          + " KiB, headers of "
          + HEADER_KIB
          + " KiB, "
          + HANDSHAKE_SECONDS
          + "s for the handshake, "
          + RESETS_PER_PERIOD
          + " resets in "
          + RESET_PERIOD_SECONDS
          + "s, a ping every "
          + CLIENT_PING_SECONDS
          + "s while a call runs; a connection without calls is closed after "
          + IDLE_MINUTES
          + " minutes.";

  private ServerLimits() {}

  static ServerBuilder<?> apply(SluiceServerBuilder builder) {
    return applyCommon(
        builder
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxResets(RESETS_PER_PERIOD, Duration.ofSeconds(RESET_PERIOD_SECONDS)));
  }

  static ServerBuilder<?> apply(NettyServerBuilder builder) {
    return applyCommon(
        builder
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(RESETS_PER_PERIOD, RESET_PERIOD_SECONDS));
  }

  private static <B extends ServerBuilder<B>> B applyCommon(B builder) {
    return builder
        .maxInboundMessageSize(REQUEST_KIB * 1024)
        .maxInboundMetadataSize(HEADER_KIB * 1024)
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(CLIENT_PING_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(false)
        .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
        .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES);
  }
}
