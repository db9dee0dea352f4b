package dev.sluice.cli;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A gRPC server on one port, with health and reflection beside its services. */
final class NumbersServer {
  private static final long CUT_SECONDS = 5;

  private final RunningCalls calls = new RunningCalls();
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private NumbersServer(ServerBuilder<?> builder, List<BindableService> services) {
    builder
        .executor(executor)
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance());
    for (BindableService service : services) {
      builder.addService(ServerInterceptors.intercept(service, calls));
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    this.server = builder.build();
  }

  /** Starts a server out of a builder that knows where to listen. */
  static NumbersServer start(ServerBuilder<?> builder, List<BindableService> services)
      throws IOException {
    NumbersServer server = new NumbersServer(builder, services);
    try {
      server.server.start();
    } catch (IOException e) {
      server.cut();
      throw e;
    }
    return server;
  }

  int port() {
    return server.getPort();
  }

  /** Takes no more calls, and says so to those who watch its health. Does not block. */
  void drain() {
    health.enterTerminalState();
    server.shutdown();
  }

  /** Waits until no call runs; returns whether that came about in time. */
  boolean awaitIdle(long nanos) throws InterruptedException {
    return calls.awaitNone(nanos);
  }

  /** Ends the server, and the calls that still run. Blocks until its threads have let go of it. */
  void cut() {
    server.shutdownNow();
    try {
      server.awaitTermination(CUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
  }
}
