package dev.sluice.transport;

import io.grpc.Status;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Starts the negotiation of the protocol (TLS, proxy) and stands behind it: whatever goes wrong
 * before HTTP/2 has begun ends here, is told once, and closes the channel. Event loop.
 */
final class NegotiationGuard extends ChannelDuplexHandler {
  private final ChannelHandler negotiation;
  private final Consumer<Throwable> onFailure;
  private boolean failed;

  NegotiationGuard(ChannelHandler negotiation, Consumer<Throwable> onFailure) {
    this.negotiation = negotiation;
    this.onFailure = onFailure;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    ctx.pipeline().addBefore(ctx.name(), null, negotiation);
    super.handlerAdded(ctx);
    ctx.pipeline().fireUserEventTriggered(InternalProtocolNegotiationEvent.getDefault());
  }

  /** The protocol is negotiated: the guard has done its duty. */
  static void dismiss(ChannelHandlerContext ctx) {
    if (ctx.pipeline().get(NegotiationGuard.class) != null) {
      ctx.pipeline().remove(NegotiationGuard.class);
    }
  }

  private void fail(Throwable cause) {
    if (!failed) {
      failed = true;
      onFailure.accept(cause);
    }
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise)
      throws Exception {
    super.connect(ctx, remote, local, promise);
    promise.addListener(
        (ChannelFutureListener)
            done -> {
              if (!done.isSuccess()) {
                fail(done.cause());
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(
        Status.UNAVAILABLE
            .withDescription("the connection was closed while its protocol was negotiated")
            .asException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
    ctx.close();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
    fail(
        Status.UNAVAILABLE
            .withDescription("the connection is being closed while its protocol is negotiated")
            .asException());
    super.close(ctx, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    exceptionCaught(
        ctx,
        Status.INTERNAL
            .withDescription("data arrived before the protocol was negotiated")
            .asException());
  }
}
