package dev.sluice.transport;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.ChannelLogger;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.internal.AtomicBackoff;
import io.grpc.internal.ClientTransportFactory;
import io.grpc.internal.ConnectionClientTransport;
import io.grpc.netty.InternalNettyChannelCredentials;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes the connections of a channel. */
final class ClientTransports implements ClientTransportFactory {
  private final ClientSettings settings;
  private final ProtocolNegotiator negotiator;
  private final EventLoops loops;
  private final AtomicBackoff keepAliveBackoff;
  private final AtomicBoolean closed = new AtomicBoolean();

  ClientTransports(ClientSettings settings, ProtocolNegotiator negotiator) {
    this.settings = settings;
    this.negotiator = negotiator;
    this.loops = EventLoops.acquire();
    this.keepAliveBackoff =
        new AtomicBackoff("keepalive time nanos", settings.keepAliveTimeNanos());
  }

  @Override
  public ConnectionClientTransport newClientTransport(
      SocketAddress address, ClientTransportOptions options, ChannelLogger logger) {
    if (closed.get()) {
      throw new IllegalStateException("the channel has been shut down");
    }
    ProtocolNegotiator way = negotiator;
    SocketAddress target = address;
    HttpConnectProxiedSocketAddress proxied = options.getHttpConnectProxiedSocketAddress();
    if (proxied != null) {
      target = proxied.getTargetAddress();
      way = new ProxyNegotiator(proxied, negotiator);
    }
    AtomicBackoff.State keepAlive = keepAliveBackoff.getState();
    return new ClientSocket(
        EventLoops.toUsable(target),
        settings,
        loops,
        way,
        options.getAuthority(),
        options.getUserAgent(),
        options.getEagAttributes(),
        logger,
        keepAlive::backoff,
        keepAlive.get());
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return loops.group();
  }

  @Override
  public @Nullable SwapChannelCredentialsResult swapChannelCredentials(
      ChannelCredentials credentials) {
    ProtocolNegotiator other;
    try {
      other = InternalNettyChannelCredentials.toNegotiator(credentials).newNegotiator();
    } catch (IllegalArgumentException e) {
      return null;
    }
    CallCredentials ofCalls = SluiceChannelBuilder.callCredentials(credentials);
    return new SwapChannelCredentialsResult(new ClientTransports(settings, other), ofCalls);
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getSupportedSocketAddressTypes() {
    return EventLoops.addressTypes();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      negotiator.close();
      loops.release();
    }
  }
}
