package dev.sluice.transport;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.grpc.ChannelLogger;
import io.grpc.InternalChannelz;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalInstrumented;
import io.grpc.InternalLogId;
import io.grpc.ServerStreamTracer;
import io.grpc.internal.InternalServer;
import io.grpc.internal.ServerListener;
import io.grpc.internal.ServerTransportListener;
import io.grpc.internal.TransportTracer;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sockets that a server listens on. */
final class ServerSockets implements InternalServer {
  /** An address to listen on, and how clients are to be met there. */
  record Endpoint(SocketAddress address, ProtocolNegotiator negotiator) {}

  private final List<Endpoint> endpoints;
  private final ServerSettings settings;
  private final List<? extends ServerStreamTracer.Factory> tracers;
  private final InternalChannelz channelz;
  private final EventLoops loops;
  private final List<Channel> listening = new ArrayList<>();
  private volatile List<InternalInstrumented<SocketStats>> stats = List.of();
  private @Nullable ServerListener listener;
  private boolean terminated;

  /** The server itself and its connections: the last one gives the event loops back. */
  private final AtomicInteger users = new AtomicInteger(1);

  ServerSockets(
      List<Endpoint> endpoints,
      ServerSettings settings,
      List<? extends ServerStreamTracer.Factory> tracers,
      InternalChannelz channelz) {
    this.endpoints = endpoints;
    this.settings = settings;
    this.tracers = tracers;
    this.channelz = channelz;
    this.loops = EventLoops.acquire();
  }

  @Override
  public void start(ServerListener serverListener) throws IOException {
    synchronized (this) {
      listener = serverListener;
    }
    List<InternalInstrumented<SocketStats>> sockets = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Channel bound = bind(endpoint);
      synchronized (listening) {
        listening.add(bound);
      }
      InternalInstrumented<SocketStats> socket = new ListenSocket(bound);
      sockets.add(socket);
      channelz.addListenSocket(socket);
      bound.closeFuture().addListener(closed -> channelz.removeListenSocket(socket));
    }
    stats = List.copyOf(sockets);
  }

  private Channel bind(Endpoint endpoint) throws IOException {
    SocketAddress address = EventLoops.toUsable(endpoint.address());
    Throwable failure;
    if (EventLoops.isFile(address)) {
      failure = new BindException("the file exists");
    } else {
      ChannelFuture bound = bootstrap(endpoint, address).bind(address).awaitUninterruptibly();
      if (bound.isSuccess()) {
        return bound.channel();
      }
      failure = bound.cause();
    }
    closeListening();
    release();
    throw new IOException("Failed to bind to address " + endpoint.address(), failure);
  }

  private ServerBootstrap bootstrap(Endpoint endpoint, SocketAddress address) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(loops.serverChannel(address))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(endpoint, channel);
                  }
                });
    if (loops.isTcp(address)) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .option(ChannelOption.SO_BACKLOG, 1024)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    return bootstrap;
  }

  private void accept(Endpoint endpoint, Channel channel) {
    ChannelPromise unused = channel.newPromise();
    ServerConnection connection =
        ConnectionCodec.server(
            settings.connection(),
            settings.maxConcurrentCalls(),
            (decoder, encoder, initial) ->
                new ServerConnection(
                    channel,
                    unused,
                    decoder,
                    encoder,
                    initial,
                    new SilentLogger(),
                    settings,
                    TransportTracer.getDefaultFactory().create(),
                    tracers));
    ServerTransportListener transportListener;
    synchronized (this) {
      if (terminated || listener == null) {
        channel.close();
        return;
      }
      users.incrementAndGet();
      transportListener = listener.transportCreated(connection);
    }
    connection.start(transportListener);
    channel.closeFuture().addListener(closed -> release());
    channel
        .pipeline()
        .addLast(
            new NegotiationGuard(endpoint.negotiator().newHandler(connection), connection::failed));
  }

  private void release() {
    if (users.decrementAndGet() == 0) {
      loops.release();
    }
  }

  private void closeListening() {
    List<Channel> open;
    synchronized (listening) {
      open = List.copyOf(listening);
    }
    for (Channel channel : open) {
      channel.close().awaitUninterruptibly();
      if (!channel.eventLoop().inEventLoop()) {
        // NIO gives a port back only when it selects the next time: whoever is told that the server
        // has ended may want to bind it at once.
        channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
      }
    }
  }

  @Override
  public void shutdown() {
    synchronized (this) {
      if (terminated) {
        return;
      }
      terminated = true;
    }
    closeListening();
    endpoints.forEach(endpoint -> endpoint.negotiator().close());
    stats = List.of();
    ServerListener told;
    synchronized (this) {
      told = listener;
    }
    if (told != null) {
      told.serverShutdown();
    }
    release();
  }

  @Override
  public SocketAddress getListenSocketAddress() {
    return getListenSocketAddresses().get(0);
  }

  @Override
  public List<SocketAddress> getListenSocketAddresses() {
    synchronized (listening) {
      return listening.isEmpty()
          ? endpoints.stream().map(Endpoint::address).toList()
          : listening.stream().map(Channel::localAddress).toList();
    }
  }

  @Override
  public @Nullable InternalInstrumented<SocketStats> getListenSocketStats() {
    return stats.isEmpty() ? null : stats.get(0);
  }

  @Override
  public List<InternalInstrumented<SocketStats>> getListenSocketStatsList() {
    return stats;
  }

  @Override
  public String toString() {
    return "ServerSockets" + getListenSocketAddresses();
  }

  private static final class ListenSocket implements InternalInstrumented<SocketStats> {
    private final InternalLogId id;
    private final Channel channel;

    ListenSocket(Channel channel) {
      this.channel = channel;
      this.id = InternalLogId.allocate(getClass(), String.valueOf(channel.localAddress()));
    }

    @Override
    public ListenableFuture<SocketStats> getStats() {
      SettableFuture<SocketStats> future = SettableFuture.create();
      future.set(
          new SocketStats(
              null,
              channel.localAddress(),
              null,
              new InternalChannelz.SocketOptions.Builder().build(),
              null));
      return future;
    }

    @Override
    public InternalLogId getLogId() {
      return id;
    }
  }

  /** What the negotiation has to say of each connection is of no use to a server's log. */
  private static final class SilentLogger extends ChannelLogger {
    @Override
    public void log(ChannelLogLevel level, String message) {}

    @Override
    public void log(ChannelLogLevel level, String format, Object... args) {}
  }
}
