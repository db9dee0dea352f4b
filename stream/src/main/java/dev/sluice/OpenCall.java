package dev.sluice;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The object that a user holds of a streaming call, in each of its shapes. When the user loses it,
 * the call is cancelled; hence the fences: a call must not count as lost while one of its
 * operations is blocked.
 */
final class OpenCall<ReqT, RespT>
    implements ServerStreamingCall<RespT>,
        ClientStreamingCall<ReqT, RespT>,
        BidiStreamingCall<ReqT, RespT> {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice");
  private static final Cleaner CLEANER = Cleaner.create();

  private final String method;
  private final ClientStream<ReqT, RespT> stream;
  private final Cleaner.Cleanable lost;

  OpenCall(String method, ClientStream<ReqT, RespT> stream) {
    this.method = method;
    this.stream = stream;
    this.lost = CLEANER.register(this, () -> cancelLost(method, stream));
  }

  private static void cancelLost(String method, ClientStream<?, ?> stream) {
    if (stream.cancel("the call was lost without being closed", null)) {
      LOGGER.log(
          Level.WARNING,
          "A call to {0} was lost without being closed, and is cancelled: "
              + "use try-with-resources, or read it to its end",
          method);
    }
  }

  @Override
  public boolean send(ReqT message) {
    try {
      return stream.outbox().send(message);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void closeSend() {
    try {
      stream.halfClose();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public RespT closeAndReceive() {
    try {
      stream.halfClose();
      return stream.receiveOnly(method);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public @Nullable RespT receive() {
    try {
      return stream.inbox().receive();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public @Nullable RespT receive(Duration timeout) throws TimeoutException {
    try {
      return stream.inbox().receive(timeout);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public Stream<RespT> stream() {
    return ServerStreamingCall.super.stream().onClose(this::close);
  }

  @Override
  public Metadata headers() {
    return awaiting(stream::headers);
  }

  @Override
  public Attributes attributes() {
    return awaiting(stream::attributes);
  }

  private <T> T awaiting(Supplier<T> result) {
    try {
      return result.get();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public @Nullable Status status() {
    Ending end = stream.ending();
    return end == null ? null : end.status();
  }

  @Override
  public @Nullable Metadata trailers() {
    Ending end = stream.ending();
    return end == null ? null : end.trailers();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    stream.setMessageCompression(enabled);
  }

  @Override
  public void cancel(String message, @Nullable Throwable cause) {
    stream.cancel(message, cause);
  }

  @Override
  public void close() {
    stream.cancel("the call was closed before it had ended", null);
    lost.clean();
  }

  @Override
  public String toString() {
    Status status = status();
    return method + " (" + (status == null ? "open" : status) + ")";
  }
}
