package dev.sluice.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a server's connection come to its end without losing a call (RFC 9113, 6.8): a first GOAWAY
 * asks for no new streams; once a ping has come back, none can be under way any more, and a second
 * one names the last that is served. Event loop.
 */
final class GracefulClose {
  static final long NO_LIMIT = Long.MAX_VALUE;

  private static final long PING_TIMEOUT_SECONDS = 10;

  private final ServerConnection connection;
  private boolean started;
  private boolean acked;
  private String why = "";
  private long graceNanos = NO_LIMIT;
  private @Nullable ScheduledFuture<?> pingTimeout;

  GracefulClose(ServerConnection connection) {
    this.connection = connection;
  }

  /**
   * Begins, unless it has begun.
   *
   * @param why what the client is told
   * @param graceNanos how long calls may still run
   */
  void start(ChannelHandlerContext ctx, String why, long graceNanos) {
    if (started) {
      return;
    }
    started = true;
    this.why = why;
    this.graceNanos = graceNanos;
    connection.draining();
    goAway(ctx, Integer.MAX_VALUE);
    pingTimeout =
        ctx.executor().schedule(() -> pingAcked(ctx), PING_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    connection.encoder().writePing(ctx, false, Connection.SHUTDOWN_PING, ctx.newPromise());
    ctx.flush();
  }

  void pingAcked(ChannelHandlerContext ctx) {
    if (!started || acked) {
      return;
    }
    acked = true;
    cancel();
    goAway(ctx, connection.connection().remote().lastStreamCreated());
    connection.closeWithin(
        ctx, graceNanos == NO_LIMIT ? -1 : TimeUnit.NANOSECONDS.toMillis(graceNanos));
  }

  void cancel() {
    if (pingTimeout != null) {
      pingTimeout.cancel(false);
    }
  }

  private void goAway(ChannelHandlerContext ctx, int lastStreamId) {
    connection.goAway(
        ctx,
        lastStreamId,
        Http2Error.NO_ERROR.code(),
        ByteBufUtil.writeAscii(ctx.alloc(), why),
        ctx.newPromise());
  }
}
