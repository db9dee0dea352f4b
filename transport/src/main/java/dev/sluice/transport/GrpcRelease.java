package dev.sluice.transport;

import io.grpc.internal.ManagedClientTransport;
import io.grpc.internal.ServerImplBuilder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Refuses a release of grpc-java whose internals are not those that this transport was built for,
 * in one sentence instead of a linkage error in the middle of a call.
 */
final class GrpcRelease {
  private static final AtomicBoolean CHECKED = new AtomicBoolean();

  private GrpcRelease() {}

  static void check() {
    if (CHECKED.get()) {
      return;
    }
    try {
      ServerImplBuilder.ClientTransportServersBuilder.class.getMethod(
          "buildClientTransportServers", java.util.List.class, io.grpc.MetricRecorder.class);
      ManagedClientTransport.Listener.class.getMethod(
          "transportShutdown",
          io.grpc.Status.class,
          Class.forName("io.grpc.internal.DisconnectError"));
      ServerImplBuilder.class.getMethod("getChannelz");
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "Sluice's transport works with grpc-java 1.83 to 1.85, and the grpc-core on the class"
              + " path is another one ("
              + ServerImplBuilder.class.getProtectionDomain().getCodeSource()
              + "): use one of those, or grpc-netty's builders",
          e);
    }
    CHECKED.set(true);
  }
}
