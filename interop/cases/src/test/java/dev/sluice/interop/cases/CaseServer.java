package dev.sluice.interop.cases;

import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.services.MetricRecorder;
import io.grpc.testing.integration.TestServiceImpl;
import io.grpc.xds.orca.OrcaMetricReportingServerInterceptor;
import io.grpc.xds.orca.OrcaServiceImpl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The services that the cases call, on either transport. */
final class CaseServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final Server server;

  CaseServer(Transport transport, Security security) throws IOException {
    MetricRecorder metrics = MetricRecorder.newInstance();
    server =
        transport
            .server(security.server(), Transport.OWN_WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .addService(
                ServerInterceptors.intercept(
                    new CaseService(executor, metrics), TestServiceImpl.interceptors()))
            .addService(OrcaServiceImpl.createService(executor, metrics, 1, TimeUnit.SECONDS))
            .intercept(OrcaMetricReportingServerInterceptor.create(metrics))
            .addStreamTracerFactory(ReceivedCompression.factory())
            .build()
            .start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  @Override
  public void close() {
    executor.shutdownNow();
    server.shutdownNow();
    await().atMost(Duration.ofSeconds(10)).until(server::isTerminated);
  }
}
