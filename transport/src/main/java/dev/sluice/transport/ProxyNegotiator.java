package dev.sluice.transport;

import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.util.AsciiString;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Has an HTTP proxy connect to the server (RFC 9110, 9.3.6), before all else is negotiated. */
final class ProxyNegotiator implements ProtocolNegotiator {
  private final HttpConnectProxiedSocketAddress proxied;
  private final ProtocolNegotiator next;

  ProxyNegotiator(HttpConnectProxiedSocketAddress proxied, ProtocolNegotiator next) {
    this.proxied = proxied;
    this.next = next;
  }

  @Override
  public AsciiString scheme() {
    return next.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return new Negotiation(next.newHandler(connection), connection);
  }

  /** The channel closes the negotiator of its credentials itself. */
  @Override
  public void close() {}

  private HttpProxyHandler proxyHandler() {
    SocketAddress proxy = proxied.getProxyAddress();
    HttpHeaders headers = headers();
    String user = proxied.getUsername();
    String password = proxied.getPassword();
    return user == null || password == null
        ? new HttpProxyHandler(proxy, headers)
        : new HttpProxyHandler(proxy, user, password, headers);
  }

  private @Nullable HttpHeaders headers() {
    if (proxied.getHeaders().isEmpty()) {
      return null;
    }
    HttpHeaders headers = new DefaultHttpHeaders();
    proxied.getHeaders().forEach(headers::add);
    return headers;
  }

  private final class Negotiation extends InternalProtocolNegotiators.ProtocolNegotiationHandler {
    Negotiation(ChannelHandler next, GrpcHttp2ConnectionHandler connection) {
      super(next, connection.getNegotiationLogger());
    }

    @Override
    protected void protocolNegotiationEventTriggered(ChannelHandlerContext ctx) {
      ctx.pipeline().addBefore(ctx.name(), null, proxyHandler());
    }

    @Override
    protected void userEventTriggered0(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof ProxyConnectionEvent) {
        fireProtocolNegotiationEvent(ctx);
      } else {
        super.userEventTriggered0(ctx, event);
      }
    }
  }
}
