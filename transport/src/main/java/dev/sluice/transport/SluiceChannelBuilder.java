package dev.sluice.transport;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.CompositeCallCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import io.grpc.internal.ClientTransportFactory;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.KeepAliveManager;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.netty.InternalNettyChannelCredentials;
import io.grpc.netty.InternalProtocolNegotiator;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Builds a gRPC channel on Sluice's transport. It takes the place of {@code NettyChannelBuilder}:
 * generated stubs of grpc-java run on it as clients of Sluice do, and name resolution, load
 * balancing, retries and all else above the transport is grpc-java's.
 *
 * <p>Callbacks run on virtual threads unless {@link #executor} says otherwise. Without credentials
 * and without {@link #usePlaintext()}, connections use TLS with the system's trusted certificates.
 * Not thread-safe; the channel that it builds is.
 */
public final class SluiceChannelBuilder extends ForwardingChannelBuilder2<SluiceChannelBuilder> {
  /** As in gRPC for C++ and for Go: it is slow to send to a call that may yet be sent again. */
  private static final long DEFAULT_RETRY_BYTES = 256 * 1024;

  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final long DEFAULT_KEEPALIVE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long AS_GOOD_AS_NEVER_NANOS = TimeUnit.DAYS.toNanos(1000);

  private final ManagedChannelImplBuilder delegate;
  private final Limits limits = new Limits();
  private final boolean credentialsGiven;
  private ChannelCredentials credentials;
  private int connectTimeoutMillis = Math.toIntExact(DEFAULT_CONNECT_TIMEOUT.toMillis());
  private long keepAliveTimeNanos = GrpcUtil.KEEPALIVE_TIME_NANOS_DISABLED;
  private long keepAliveTimeoutNanos = DEFAULT_KEEPALIVE_TIMEOUT_NANOS;
  private boolean keepAliveWithoutCalls;

  private SluiceChannelBuilder(String target, @Nullable ChannelCredentials credentials) {
    GrpcRelease.check();
    this.credentialsGiven = credentials != null;
    this.credentials = credentials == null ? TlsChannelCredentials.create() : credentials;
    this.delegate =
        credentials == null
            ? new ManagedChannelImplBuilder(target, this::transports, this::defaultPort)
            : new ManagedChannelImplBuilder(
                target,
                credentials,
                callCredentials(credentials),
                this::transports,
                this::defaultPort);
    setDefaults();
  }

  private SluiceChannelBuilder(SocketAddress address, @Nullable ChannelCredentials credentials) {
    GrpcRelease.check();
    this.credentialsGiven = credentials != null;
    this.credentials = credentials == null ? TlsChannelCredentials.create() : credentials;
    String authority = Authorities.of(address);
    this.delegate =
        credentials == null
            ? new ManagedChannelImplBuilder(address, authority, this::transports, this::defaultPort)
            : new ManagedChannelImplBuilder(
                address,
                authority,
                credentials,
                callCredentials(credentials),
                this::transports,
                this::defaultPort);
    setDefaults();
  }

  private void setDefaults() {
    delegate.executor(VirtualThreads.EXECUTOR);
    delegate.offloadExecutor(VirtualThreads.EXECUTOR);
    delegate.perRpcBufferLimit(DEFAULT_RETRY_BYTES);
  }

  /**
   * Makes a builder of a channel.
   *
   * @param target what to resolve: {@code host:port}, or a URI such as {@code dns:///host:port},
   *     {@code unix:///path} or {@code xds:///name}
   * @return the builder
   */
  public static SluiceChannelBuilder forTarget(String target) {
    SocketAddress unix = UnixTargets.addressOf(target);
    return unix == null
        ? new SluiceChannelBuilder(target, null)
        : new SluiceChannelBuilder(unix, null);
  }

  /**
   * Makes a builder of a channel.
   *
   * @param target what to resolve: {@code host:port}, or a URI such as {@code dns:///host:port},
   *     {@code unix:///path} or {@code xds:///name}
   * @param credentials how to meet the server: TLS, mutual TLS or neither, and credentials of calls
   * @return the builder
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public static SluiceChannelBuilder forTarget(String target, ChannelCredentials credentials) {
    negotiators(credentials);
    SocketAddress unix = UnixTargets.addressOf(target);
    return unix == null
        ? new SluiceChannelBuilder(target, credentials)
        : new SluiceChannelBuilder(unix, credentials);
  }

  /**
   * Makes a builder of a channel.
   *
   * @param host the host to connect to
   * @param port its port
   * @return the builder
   */
  public static SluiceChannelBuilder forAddress(String host, int port) {
    return forTarget(GrpcUtil.authorityFromHostAndPort(host, port));
  }

  /**
   * Makes a builder of a channel.
   *
   * @param host the host to connect to
   * @param port its port
   * @param credentials how to meet the server: TLS, mutual TLS or neither, and credentials of calls
   * @return the builder
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public static SluiceChannelBuilder forAddress(
      String host, int port, ChannelCredentials credentials) {
    return forTarget(GrpcUtil.authorityFromHostAndPort(host, port), credentials);
  }

  /**
   * Makes a builder of a channel.
   *
   * @param address the address to connect to: an {@link java.net.InetSocketAddress}, or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @return the builder
   */
  public static SluiceChannelBuilder forAddress(SocketAddress address) {
    return new SluiceChannelBuilder(address, null);
  }

  /**
   * Makes a builder of a channel.
   *
   * @param address the address to connect to: an {@link java.net.InetSocketAddress}, or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @param credentials how to meet the server: TLS, mutual TLS or neither, and credentials of calls
   * @return the builder
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public static SluiceChannelBuilder forAddress(
      SocketAddress address, ChannelCredentials credentials) {
    negotiators(credentials);
    return new SluiceChannelBuilder(address, credentials);
  }

  private static InternalProtocolNegotiator.ClientFactory negotiators(
      ChannelCredentials credentials) {
    return InternalNettyChannelCredentials.toNegotiator(credentials);
  }

  /** The part of composite credentials that each call carries. */
  static @Nullable CallCredentials callCredentials(ChannelCredentials credentials) {
    if (!(credentials instanceof CompositeChannelCredentials composite)) {
      return null;
    }
    CallCredentials inner = callCredentials(composite.getChannelCredentials());
    CallCredentials outer = composite.getCallCredentials();
    return inner == null ? outer : new CompositeCallCredentials(inner, outer);
  }

  @Override
  public SluiceChannelBuilder usePlaintext() {
    if (credentialsGiven) {
      throw new IllegalStateException(
          "the channel was given credentials: usePlaintext is too late");
    }
    credentials = InsecureChannelCredentials.create();
    return this;
  }

  @Override
  public SluiceChannelBuilder useTransportSecurity() {
    if (credentialsGiven) {
      throw new IllegalStateException(
          "the channel was given credentials: useTransportSecurity is too late");
    }
    credentials = TlsChannelCredentials.create();
    return this;
  }

  /**
   * Sets how much a server may send on a call before it has been received (RFC 9113, 5.2), once and
   * for all. By default it is 1 MiB, and grows up to 8 MiB where the path to the server is long and
   * fast.
   *
   * @param bytes the window, at least 65,535
   * @return this
   */
  public SluiceChannelBuilder flowControlWindow(int bytes) {
    limits.fixWindow(bytes);
    return this;
  }

  /**
   * Sets how much may wait to be written on a call until a sender has to wait, once and for all. By
   * default it is 64 KiB, and grows up to 512 KiB while the peer keeps up.
   *
   * @param bytes the threshold
   * @return this
   */
  public SluiceChannelBuilder readyThreshold(int bytes) {
    limits.fixReadyThreshold(bytes);
    return this;
  }

  /**
   * Sets how long an attempt to connect may take.
   *
   * @param timeout the time, at least 1 ms; 20 seconds by default
   * @return this
   */
  public SluiceChannelBuilder connectTimeout(Duration timeout) {
    connectTimeoutMillis =
        Limits.atLeast("connectTimeout, in milliseconds,", 1, Math.toIntExact(timeout.toMillis()));
    return this;
  }

  @Override
  public SluiceChannelBuilder maxInboundMessageSize(int bytes) {
    limits.maxMessageBytes = Limits.atLeast("maxInboundMessageSize", 0, bytes);
    return this;
  }

  @Override
  public SluiceChannelBuilder maxInboundMetadataSize(int bytes) {
    limits.maxHeaderListBytes = Limits.atLeast("maxInboundMetadataSize", 1, bytes);
    return this;
  }

  @Override
  public SluiceChannelBuilder keepAliveTime(long time, TimeUnit unit) {
    long nanos = unit.toNanos(Limits.positive("keepAliveTime", time));
    keepAliveTimeNanos =
        nanos >= AS_GOOD_AS_NEVER_NANOS
            ? GrpcUtil.KEEPALIVE_TIME_NANOS_DISABLED
            : KeepAliveManager.clampKeepAliveTimeInNanos(nanos);
    return this;
  }

  @Override
  public SluiceChannelBuilder keepAliveTimeout(long time, TimeUnit unit) {
    keepAliveTimeoutNanos =
        KeepAliveManager.clampKeepAliveTimeoutInNanos(
            unit.toNanos(Limits.positive("keepAliveTimeout", time)));
    return this;
  }

  @Override
  public SluiceChannelBuilder keepAliveWithoutCalls(boolean enable) {
    keepAliveWithoutCalls = enable;
    return this;
  }

  @Override
  protected ManagedChannelBuilder<?> delegate() {
    return delegate;
  }

  @Override
  public ManagedChannel build() {
    return delegate.build();
  }

  private int defaultPort() {
    return negotiators(credentials).getDefaultPort();
  }

  private ClientTransportFactory transports() {
    return new ClientTransports(
        new ClientSettings(
            limits.toSettings(),
            connectTimeoutMillis,
            keepAliveTimeNanos,
            keepAliveTimeoutNanos,
            keepAliveWithoutCalls),
        negotiators(credentials).newNegotiator());
  }
}
