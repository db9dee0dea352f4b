package dev.sluice.transport;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import dev.sluice.ReplayBuffer;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ChannelLogger;
import io.grpc.ClientStreamTracer;
import io.grpc.InternalChannelz.SocketStats;
import io.grpc.InternalLogId;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.internal.ClientStream;
import io.grpc.internal.ConnectionClientTransport;
import io.grpc.internal.FailingClientStream;
import io.grpc.internal.GrpcAttributes;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.Http2Ping;
import io.grpc.internal.KeepAliveManager;
import io.grpc.internal.SimpleDisconnectError;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.TransportTracer;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.AsciiString;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as grpc-java's channel sees it: what can be asked of it from any thread.
 */
final class ClientSocket implements ConnectionClientTransport {
  private final SocketAddress address;
  private final ClientSettings settings;
  private final EventLoops loops;
  private final ProtocolNegotiator negotiator;
  private final String authority;
  private final AsciiString userAgent;
  private final Attributes eagAttributes;
  private final ChannelLogger logger;
  private final Runnable onTooManyPings;
  private final long keepAliveTimeNanos;
  private final TransportTracer tracer;
  private final InternalLogId logId;

  /** Null until started, and if that failed. */
  private volatile @Nullable ClientConnection connection;

  private volatile Status failure =
      Status.UNAVAILABLE.withDescription("the transport has not been started");

  ClientSocket(
      SocketAddress address,
      ClientSettings settings,
      EventLoops loops,
      ProtocolNegotiator negotiator,
      String authority,
      @Nullable String userAgent,
      Attributes eagAttributes,
      ChannelLogger logger,
      Runnable onTooManyPings,
      long keepAliveTimeNanos) {
    this.address = address;
    this.settings = settings;
    this.loops = loops;
    this.negotiator = negotiator;
    this.authority = authority;
    this.userAgent = AsciiString.of(GrpcUtil.getGrpcUserAgent("sluice", userAgent));
    this.eagAttributes = eagAttributes;
    this.logger = logger;
    this.onTooManyPings = onTooManyPings;
    this.keepAliveTimeNanos = keepAliveTimeNanos;
    this.tracer = TransportTracer.getDefaultFactory().create();
    this.logId = InternalLogId.allocate(getClass(), String.valueOf(address));
  }

  @Override
  public @Nullable Runnable start(Listener listener) {
    ClientLifecycle lifecycle = new ClientLifecycle(listener);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channelFactory(loops.clientChannel(address))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectTimeoutMillis())
            .handler(new ChannelInboundHandlerAdapter());
    if (loops.isTcp(address)) {
      bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
    }
    ChannelFuture registered = bootstrap.register();
    if (registered.cause() != null) {
      Status status =
          Status.UNAVAILABLE
              .withDescription("no socket could be made")
              .withCause(registered.cause());
      failure = status;
      return () -> lifecycle.terminated(status, SimpleDisconnectError.UNKNOWN);
    }
    Channel channel = registered.channel();
    ClientConnection made =
        ConnectionCodec.client(
            settings.connection(),
            (decoder, encoder, initial) ->
                new ClientConnection(
                    channel,
                    decoder,
                    encoder,
                    initial,
                    logger,
                    settings.connection(),
                    tracer,
                    lifecycle,
                    negotiator.scheme(),
                    userAgent,
                    authority,
                    eagAttributes,
                    Attributes.newBuilder()
                        .set(GrpcAttributes.ATTR_CLIENT_EAG_ATTRS, eagAttributes)
                        .build(),
                    onTooManyPings));
    made.keepAlive = keepAlive(made);
    connection = made;
    ChannelHandler negotiation = negotiator.newHandler(made);
    channel.pipeline().addLast(new NegotiationGuard(negotiation, made::failed));
    // Told twice where there is a guard already, and once if the channel could not be registered.
    channel
        .connect(address)
        .addListener(done -> {
          if (!done.isSuccess()) {
            made.failed(done.cause());
          }
        });
    return null;
  }

  private @Nullable KeepAliveManager keepAlive(ClientConnection connection) {
    if (keepAliveTimeNanos == GrpcUtil.KEEPALIVE_TIME_NANOS_DISABLED) {
      return null;
    }
    return new KeepAliveManager(
        new Pinger(connection),
        connection.eventLoop(),
        keepAliveTimeNanos,
        settings.keepAliveTimeoutNanos(),
        settings.keepAliveWithoutCalls());
  }

  @Override
  public ClientStream newStream(
      MethodDescriptor<?, ?> method,
      Metadata headers,
      CallOptions options,
      ClientStreamTracer[] tracers) {
    ClientConnection open = connection;
    if (open == null) {
      return new FailingClientStream(failure, tracers);
    }
    StatsTraceContext stats =
        StatsTraceContext.newClientContext(tracers, open.attributes(), headers);
    ClientCallStream stream =
        new ClientCallStream(
            open, method, headers, authority, stats, options.getOption(ReplayBuffer.KEY));
    Integer threshold = options.getOnReadyThreshold();
    if (threshold != null) {
      stream.setReadyThresholdBytes(threshold);
    }
    return stream;
  }

  @Override
  public void ping(PingCallback callback, Executor executor) {
    ClientConnection open = connection;
    if (open == null) {
      Http2Ping.notifyFailed(callback, executor, failure);
    } else {
      open.eventLoop().execute(() -> open.ping(callback, executor));
    }
  }

  @Override
  public void shutdown(Status reason) {
    ClientConnection open = connection;
    if (open != null) {
      open.eventLoop().execute(() -> open.shutdown(reason));
    }
  }

  @Override
  public void shutdownNow(Status reason) {
    ClientConnection open = connection;
    if (open != null) {
      open.eventLoop()
          .execute(() -> open.shutdownNow(reason, SimpleDisconnectError.SUBCHANNEL_SHUTDOWN));
    }
  }

  @Override
  public Attributes getAttributes() {
    ClientConnection open = connection;
    return open == null ? Attributes.EMPTY : open.attributes();
  }

  @Override
  public InternalLogId getLogId() {
    return logId;
  }

  @Override
  public ListenableFuture<SocketStats> getStats() {
    ClientConnection open = connection;
    if (open != null) {
      return open.stats();
    }
    SettableFuture<SocketStats> none = SettableFuture.create();
    none.setException(failure.asException());
    return none;
  }

  @Override
  public String toString() {
    return "ClientSocket{logId=" + logId.getId() + ", address=" + address + "}";
  }

  /** Pings a server that has been silent, and gives the connection up if no answer comes. */
  private final class Pinger implements KeepAliveManager.KeepAlivePinger {
    private final ClientConnection connection;

    Pinger(ClientConnection connection) {
      this.connection = connection;
    }

    @Override
    public void ping() {
      ClientSocket.this.ping(
          new PingCallback() {
            @Override
            public void onSuccess(long roundTripTimeNanos) {}

            @Override
            public void onFailure(Status cause) {
              connection
                  .eventLoop()
                  .execute(() -> connection.shutdownNow(gone(), SimpleDisconnectError.UNKNOWN));
            }
          },
          Runnable::run);
    }

    @Override
    public void onPingTimeout() {
      connection.shutdownNow(gone(), SimpleDisconnectError.CONNECTION_TIMED_OUT);
    }

    private Status gone() {
      return Status.UNAVAILABLE.withDescription(
          "Keepalive failed. The connection is likely gone; no answer within "
              + TimeUnit.NANOSECONDS.toMillis(settings.keepAliveTimeoutNanos())
              + " ms");
    }
  }
}
