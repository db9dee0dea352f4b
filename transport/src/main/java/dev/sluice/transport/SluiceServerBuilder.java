package dev.sluice.transport;

import io.grpc.BinaryLog;
import io.grpc.BindableService;
import io.grpc.ForwardingServerBuilder;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.MetricRecorder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.TlsServerCredentials;
import io.grpc.internal.FixedObjectPool;
import io.grpc.internal.InternalServer;
import io.grpc.internal.KeepAliveManager;
import io.grpc.internal.ServerImplBuilder;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiator;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Builds a gRPC server on Sluice's transport. It takes the place of {@code NettyServerBuilder}:
 * every {@link io.grpc.BindableService} runs on it, and all that is above the transport is
 * grpc-java's.
 *
 * <p>Callbacks, interceptors and handlers run on virtual threads unless {@link #executor} says
 * otherwise; nothing of the application runs on an event loop. There is one exception: a listener
 * of a call's {@link io.grpc.Context} that was added with an executor which runs it at once is
 * called on an event loop when the call ends in order, and must not block. Not thread-safe; the
 * server that this builds is.
 */
public final class SluiceServerBuilder extends ForwardingServerBuilder<SluiceServerBuilder> {
  private static final long DEFAULT_KEEPALIVE_TIME_NANOS = TimeUnit.HOURS.toNanos(2);
  private static final long DEFAULT_KEEPALIVE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long DEFAULT_PERMIT_KEEPALIVE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long MIN_KEEPALIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MIN_CONNECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long AS_GOOD_AS_NEVER_NANOS = TimeUnit.DAYS.toNanos(1000);

  /** An address to listen on, with credentials of its own or, if null, those of the builder. */
  private record Listen(SocketAddress address, @Nullable ServerCredentials credentials) {}

  private final ServerImplBuilder delegate;
  private final List<Listen> listens = new ArrayList<>();
  private final Limits limits = new Limits();
  private final HandlerThreads handlerThreads = new HandlerThreads();
  private Set<String> unwrappedMethods = Set.of();
  private boolean built;
  private final boolean credentialsGiven;
  private ServerCredentials credentials;
  private int maxConcurrentCalls = Limits.DEFAULT_MAX_CONCURRENT_CALLS;
  private long keepAliveTimeNanos = DEFAULT_KEEPALIVE_TIME_NANOS;
  private long keepAliveTimeoutNanos = DEFAULT_KEEPALIVE_TIMEOUT_NANOS;
  private long permitKeepAliveTimeNanos = DEFAULT_PERMIT_KEEPALIVE_NANOS;
  private boolean permitKeepAliveWithoutCalls;
  private long maxConnectionIdleNanos = ServerSettings.NEVER;
  private long maxConnectionAgeNanos = ServerSettings.NEVER;
  private long maxConnectionAgeGraceNanos = ServerSettings.NEVER;

  private SluiceServerBuilder(SocketAddress address, @Nullable ServerCredentials credentials) {
    GrpcRelease.check();
    this.credentialsGiven = credentials != null;
    this.credentials = credentials == null ? InsecureServerCredentials.create() : credentials;
    listens.add(new Listen(address, null));
    delegate = new ServerImplBuilder(this::sockets);
    delegate.executor(VirtualThreads.EXECUTOR);
  }

  /**
   * Makes a builder of a server without TLS.
   *
   * @param port the port to listen on, on all interfaces; 0 for any that is free
   * @return the builder
   */
  public static SluiceServerBuilder forPort(int port) {
    return forAddress(new InetSocketAddress(port));
  }

  /**
   * Makes a builder of a server.
   *
   * @param port the port to listen on, on all interfaces; 0 for any that is free
   * @param credentials how clients are met: TLS, mutual TLS or neither
   * @return the builder
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public static SluiceServerBuilder forPort(int port, ServerCredentials credentials) {
    return forAddress(new InetSocketAddress(port), credentials);
  }

  /**
   * Makes a builder of a server without TLS.
   *
   * @param address the address to listen on: an {@link InetSocketAddress}, or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @return the builder
   */
  public static SluiceServerBuilder forAddress(SocketAddress address) {
    return new SluiceServerBuilder(address, null);
  }

  /**
   * Makes a builder of a server.
   *
   * @param address the address to listen on: an {@link InetSocketAddress}, or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @param credentials how clients are met: TLS, mutual TLS or neither
   * @return the builder
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public static SluiceServerBuilder forAddress(
      SocketAddress address, ServerCredentials credentials) {
    negotiators(credentials);
    return new SluiceServerBuilder(address, credentials);
  }

  /**
   * Listens on one more address, with the credentials of the first.
   *
   * @param address the address
   * @return this
   */
  public SluiceServerBuilder addListenAddress(SocketAddress address) {
    listens.add(new Listen(address, null));
    return this;
  }

  /**
   * Listens on one more address.
   *
   * @param address the address
   * @param credentials how clients are met there
   * @return this
   * @throws IllegalArgumentException if the credentials are of a kind that is not known
   */
  public SluiceServerBuilder addListenAddress(
      SocketAddress address, ServerCredentials credentials) {
    negotiators(credentials);
    listens.add(new Listen(address, credentials));
    return this;
  }

  /**
   * Limits how many calls a connection may have at a time (RFC 9113, 6.5.2,
   * SETTINGS_MAX_CONCURRENT_STREAMS).
   *
   * @param calls the limit; 10,000 by default
   * @return this
   */
  public SluiceServerBuilder maxConcurrentCallsPerConnection(int calls) {
    maxConcurrentCalls = Limits.atLeast("maxConcurrentCallsPerConnection", 1, calls);
    return this;
  }

  /**
   * Sets how much a client may send on a call before the handler has received it (RFC 9113, 5.2),
   * once and for all. By default it is 1 MiB, and grows up to 8 MiB where the path to the client is
   * long and fast.
   *
   * @param bytes the window, at least 65,535
   * @return this
   */
  public SluiceServerBuilder flowControlWindow(int bytes) {
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
  public SluiceServerBuilder readyThreshold(int bytes) {
    limits.fixReadyThreshold(bytes);
    return this;
  }

  /**
   * Limits how many streams a client may reset, or provoke the server to reset, in a period; one
   * that does more loses its connection (CVE-2023-44487, CVE-2025-8671).
   *
   * @param resets the limit; 10,000 by default, which is what may run on a connection by default
   * @param period the period, in whole seconds; 30 seconds by default
   * @return this
   */
  public SluiceServerBuilder maxResets(int resets, Duration period) {
    limits.maxResets = Limits.atLeast("maxResets", 1, resets);
    limits.resetPeriodSeconds =
        Limits.atLeast(
            "the period of maxResets, in seconds,", 1, Math.toIntExact(period.toSeconds()));
    return this;
  }

  /**
   * Limits how many answers to a client's frames may wait until it reads them; a client that asks
   * for more loses its connection.
   *
   * @param frames the limit; 10,000 by default
   * @return this
   */
  public SluiceServerBuilder maxQueuedControlFrames(int frames) {
    limits.maxQueuedControlFrames = Limits.atLeast("maxQueuedControlFrames", 1, frames);
    return this;
  }

  /**
   * Limits how many empty DATA frames may follow one another.
   *
   * @param frames the limit; 2 by default
   * @return this
   */
  public SluiceServerBuilder maxConsecutiveEmptyDataFrames(int frames) {
    limits.maxEmptyDataFrames = Limits.atLeast("maxConsecutiveEmptyDataFrames", 1, frames);
    return this;
  }

  /**
   * Limits how many small CONTINUATION frames headers may be made of.
   *
   * @param frames the limit; 16 by default
   * @return this
   */
  public SluiceServerBuilder maxSmallContinuationFrames(int frames) {
    limits.maxSmallContinuations = Limits.atLeast("maxSmallContinuationFrames", 1, frames);
    return this;
  }

  @Override
  public SluiceServerBuilder maxInboundMessageSize(int bytes) {
    limits.maxMessageBytes = Limits.atLeast("maxInboundMessageSize", 0, bytes);
    return this;
  }

  @Override
  public SluiceServerBuilder maxInboundMetadataSize(int bytes) {
    limits.maxHeaderListBytes = Limits.atLeast("maxInboundMetadataSize", 1, bytes);
    return this;
  }

  @Override
  public SluiceServerBuilder keepAliveTime(long time, TimeUnit unit) {
    long nanos = unit.toNanos(Limits.positive("keepAliveTime", time));
    keepAliveTimeNanos =
        nanos >= AS_GOOD_AS_NEVER_NANOS
            ? ServerSettings.NEVER
            : Math.max(MIN_KEEPALIVE_NANOS, KeepAliveManager.clampKeepAliveTimeInNanos(nanos));
    return this;
  }

  @Override
  public SluiceServerBuilder keepAliveTimeout(long time, TimeUnit unit) {
    keepAliveTimeoutNanos =
        KeepAliveManager.clampKeepAliveTimeoutInNanos(
            unit.toNanos(Limits.positive("keepAliveTimeout", time)));
    return this;
  }

  @Override
  public SluiceServerBuilder permitKeepAliveTime(long time, TimeUnit unit) {
    if (time < 0) {
      throw new IllegalArgumentException("permitKeepAliveTime must not be negative: " + time);
    }
    permitKeepAliveTimeNanos = unit.toNanos(time);
    return this;
  }

  @Override
  public SluiceServerBuilder permitKeepAliveWithoutCalls(boolean permit) {
    permitKeepAliveWithoutCalls = permit;
    return this;
  }

  @Override
  public SluiceServerBuilder maxConnectionIdle(long time, TimeUnit unit) {
    maxConnectionIdleNanos = connectionTime("maxConnectionIdle", time, unit);
    return this;
  }

  @Override
  public SluiceServerBuilder maxConnectionAge(long time, TimeUnit unit) {
    maxConnectionAgeNanos = connectionTime("maxConnectionAge", time, unit);
    return this;
  }

  @Override
  public SluiceServerBuilder maxConnectionAgeGrace(long time, TimeUnit unit) {
    if (time < 0) {
      throw new IllegalArgumentException("maxConnectionAgeGrace must not be negative: " + time);
    }
    long nanos = unit.toNanos(time);
    maxConnectionAgeGraceNanos = nanos >= AS_GOOD_AS_NEVER_NANOS ? ServerSettings.NEVER : nanos;
    return this;
  }

  private static long connectionTime(String what, long time, TimeUnit unit) {
    long nanos = unit.toNanos(Limits.positive(what, time));
    return nanos >= AS_GOOD_AS_NEVER_NANOS
        ? ServerSettings.NEVER
        : Math.max(MIN_CONNECTION_NANOS, nanos);
  }

  @Override
  public SluiceServerBuilder useTransportSecurity(File certificateChain, File privateKey) {
    return useTransportSecurity(() -> TlsServerCredentials.create(certificateChain, privateKey));
  }

  @Override
  public SluiceServerBuilder useTransportSecurity(
      InputStream certificateChain, InputStream privateKey) {
    return useTransportSecurity(() -> TlsServerCredentials.create(certificateChain, privateKey));
  }

  private interface Reading {
    ServerCredentials read() throws IOException;
  }

  private SluiceServerBuilder useTransportSecurity(Reading reading) {
    if (credentialsGiven) {
      throw new IllegalStateException(
          "the server was given credentials: useTransportSecurity is too late");
    }
    try {
      ServerCredentials tls = reading.read();
      negotiators(tls);
      credentials = tls;
      return this;
    } catch (IOException e) {
      throw new IllegalArgumentException("certificate or key cannot be read", e);
    }
  }

  private static InternalProtocolNegotiator.ServerFactory negotiators(
      ServerCredentials credentials) {
    return InternalNettyServerCredentials.toNegotiator(credentials);
  }

  @Override
  protected ServerBuilder<?> delegate() {
    return delegate;
  }

  @Override
  public SluiceServerBuilder addService(ServerServiceDefinition service) {
    handlerThreads.add(service);
    return super.addService(service);
  }

  @Override
  public SluiceServerBuilder addService(BindableService service) {
    return addService(service.bindService());
  }

  @Override
  public SluiceServerBuilder executor(@Nullable Executor executor) {
    handlerThreads.useForAll();
    return super.executor(executor);
  }

  @Override
  public SluiceServerBuilder directExecutor() {
    handlerThreads.useForAll();
    return super.directExecutor();
  }

  @Override
  public SluiceServerBuilder callExecutor(ServerCallExecutorSupplier supplier) {
    handlerThreads.useForAll();
    return super.callExecutor(supplier);
  }

  @Override
  public SluiceServerBuilder intercept(ServerInterceptor interceptor) {
    handlerThreads.useForAll();
    return super.intercept(interceptor);
  }

  @Override
  public SluiceServerBuilder fallbackHandlerRegistry(@Nullable HandlerRegistry registry) {
    handlerThreads.useForAll();
    return super.fallbackHandlerRegistry(registry);
  }

  @Override
  public SluiceServerBuilder setBinaryLog(BinaryLog log) {
    handlerThreads.useForAll();
    return super.setBinaryLog(log);
  }

  /**
   * Builds the server.
   *
   * @return the server, which is yet to be started
   * @throws IllegalStateException if this builder has built a server before
   */
  @Override
  public Server build() {
    if (built) {
      throw new IllegalStateException("this builder has built its server: use one for each server");
    }
    built = true;
    unwrappedMethods = handlerThreads.configure(delegate);
    return delegate.build();
  }

  private InternalServer sockets(
      List<? extends ServerStreamTracer.Factory> tracers, MetricRecorder metrics) {
    ServerSettings settings =
        new ServerSettings(
            limits.toSettings(),
            unwrappedMethods,
            maxConcurrentCalls,
            keepAliveTimeNanos,
            keepAliveTimeoutNanos,
            permitKeepAliveTimeNanos,
            permitKeepAliveWithoutCalls,
            maxConnectionIdleNanos,
            maxConnectionAgeNanos,
            maxConnectionAgeGraceNanos);
    List<ServerSockets.Endpoint> endpoints = new ArrayList<>();
    for (Listen listen : listens) {
      endpoints.add(
          new ServerSockets.Endpoint(
              listen.address,
              negotiators(listen.credentials == null ? credentials : listen.credentials)
                  .newNegotiator(new FixedObjectPool<Executor>(VirtualThreads.EXECUTOR))));
    }
    return new ServerSockets(endpoints, settings, tracers, delegate.getChannelz());
  }
}
