package dev.sluice;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * How a call, or one direction of it, ended.
 *
 * @param dropsArrived whether messages that arrived before are dropped: so when this side ended the
 *     call itself, not when the peer or the network did
 */
record Ending(Status status, Metadata trailers, boolean dropsArrived) {
  /** The peer half-closed. */
  static final Ending HALF_CLOSED = byPeer(Status.OK, new Metadata());

  static Ending byPeer(Status status, Metadata trailers) {
    return new Ending(status, trailers, false);
  }

  static Ending here(Status status) {
    return new Ending(status, new Metadata(), true);
  }

  boolean isOk() {
    return status.isOk();
  }

  StatusRuntimeException toException() {
    return status.asRuntimeException(trailers);
  }

  /** What an operation throws whose thread was interrupted; the thread stays interrupted. */
  static StatusRuntimeException interrupted(String doing, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return Status.CANCELLED
        .withDescription("interrupted while " + doing)
        .withCause(cause)
        .asRuntimeException();
  }
}
