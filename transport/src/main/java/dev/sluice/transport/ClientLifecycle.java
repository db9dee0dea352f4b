package dev.sluice.transport;

import io.grpc.Attributes;
import io.grpc.Status;
import io.grpc.internal.DisconnectError;
import io.grpc.internal.ManagedClientTransport;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the channel, in order and once each, what becomes of a connection. Event loop. */
final class ClientLifecycle {
  private final ManagedClientTransport.Listener listener;
  private final Set<Http2Stream> inUse = new HashSet<>();
  private boolean ready;
  private boolean shutdownTold;
  private boolean terminated;
  private @Nullable Status shutdownStatus;

  ClientLifecycle(ManagedClientTransport.Listener listener) {
    this.listener = listener;
  }

  Attributes filter(Attributes attributes) {
    return listener.filterTransport(attributes);
  }

  void ready() {
    if (!ready && !shutdownTold) {
      ready = true;
      listener.transportReady();
    }
  }

  /** No new streams are to come, but those that are on their way still can. */
  void goingAway(Status status, DisconnectError error) {
    if (!shutdownTold) {
      shutdownTold = true;
      listener.transportShutdown(status, error);
    }
  }

  /**
   * No new streams are accepted.
   *
   * @return whether this is the first to say so
   */
  boolean shutdown(Status status, DisconnectError error) {
    goingAway(status, error);
    if (shutdownStatus != null) {
      return false;
    }
    shutdownStatus = status;
    return true;
  }

  void terminated(Status status, DisconnectError error) {
    if (!terminated) {
      terminated = true;
      shutdown(status, error);
      listener.transportTerminated();
    }
  }

  void inUse(Http2Stream stream) {
    if (inUse.add(stream) && inUse.size() == 1) {
      listener.transportInUse(true);
    }
  }

  void notInUse(Http2Stream stream) {
    if (inUse.remove(stream) && inUse.isEmpty()) {
      listener.transportInUse(false);
    }
  }

  @Nullable Status shutdownStatus() {
    return shutdownStatus;
  }
}
