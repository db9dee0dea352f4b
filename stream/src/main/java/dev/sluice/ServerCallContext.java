package dev.sluice;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handler may know and say about its call beside its messages.
 *
 * <p>It is found through the {@link Context}, so it is there on the handler's thread, on threads
 * that {@link Duplex} starts, and wherever {@link Context#wrap(Runnable)} carries it. Any thread
 * may call any method, but {@link Metadata} itself is not thread-safe. Only {@link #sendHeaders()}
 * and the setters can block, for as long as another thread has its turn to send.
 */
public final class ServerCallContext {
  static final Context.Key<ServerCallContext> KEY = Context.key("dev.sluice.call");

  private final ServerStream<?, ?> stream;
  private final Metadata requestHeaders;
  private final Metadata responseHeaders = new Metadata();
  private final Metadata responseTrailers = new Metadata();

  ServerCallContext(ServerStream<?, ?> stream, Metadata requestHeaders) {
    this.stream = stream;
    this.requestHeaders = requestHeaders;
  }

  /**
   * Returns the context of the call that this thread handles.
   *
   * @return the context of the call
   * @throws IllegalStateException if this thread does not handle a call
   */
  public static ServerCallContext current() {
    ServerCallContext context = KEY.get();
    if (context == null) {
      throw new IllegalStateException(
          "this thread handles no call: take the context along with io.grpc.Context.wrap");
    }
    return context;
  }

  /**
   * Returns the method that is called.
   *
   * @return its descriptor
   */
  public MethodDescriptor<?, ?> method() {
    return stream.call().getMethodDescriptor();
  }

  /**
   * Returns the headers that the client sent.
   *
   * @return the request headers
   */
  public Metadata requestHeaders() {
    return requestHeaders;
  }

  /**
   * Returns the headers to respond with; fill them in before the first response is sent. They go
   * out with the first response, with {@link #sendHeaders()}, or at the end of the call.
   *
   * @return the response headers
   */
  public Metadata responseHeaders() {
    return responseHeaders;
  }

  /**
   * Sends the response headers now, ahead of the first response. Does nothing if they have been
   * sent.
   *
   * @throws io.grpc.StatusRuntimeException with {@code CANCELLED} and an {@link
   *     InterruptedException} as its cause, if the thread is interrupted while it waits for its
   *     turn
   */
  public void sendHeaders() {
    stream.sendHeaders();
  }

  /**
   * Returns the trailers to end the call with; fill them in before the handler ends. To them are
   * added the trailers of a status exception that the handler throws.
   *
   * @return the response trailers
   */
  public Metadata responseTrailers() {
    return responseTrailers;
  }

  /**
   * Returns the deadline that the client, or an interceptor, set for the call.
   *
   * @return the deadline, or null if there is none
   */
  public @Nullable Deadline deadline() {
    return stream.deadline();
  }

  /**
   * Returns the attributes of the transport, such as {@link
   * io.grpc.Grpc#TRANSPORT_ATTR_REMOTE_ADDR} (the peer) and {@link
   * io.grpc.Grpc#TRANSPORT_ATTR_SSL_SESSION}.
   *
   * @return the attributes
   */
  public Attributes attributes() {
    return stream.call().getAttributes();
  }

  /**
   * Returns the authority that the client called.
   *
   * @return the authority, or null if the client gave none
   */
  public @Nullable String authority() {
    return stream.call().getAuthority();
  }

  /**
   * Tells whether the call was cancelled, ran out of its deadline or lost its connection.
   *
   * @return whether nothing that the handler does can reach the client any more
   */
  public boolean isCancelled() {
    return stream.isCancelled();
  }

  /**
   * Tells whether the server is about to close the connection of the call: it is being shut down,
   * or the connection has reached its greatest age. Calls that run may go on, but not longer than
   * the server was told to wait for them; so a long stream should come to its end by itself.
   *
   * <p>Sluice's own transport tells. On others it is never so.
   *
   * @return whether the connection takes no new calls and waits for those that run
   */
  public boolean isDraining() {
    return stream.isDraining();
  }

  /**
   * Has an action run when the connection of the call begins to {@linkplain #isDraining() drain},
   * or at once if it already does: such as one that tells the handler to come to its end. It runs
   * once, on a virtual thread of its own, in the {@link Context} of the call; what it throws is
   * logged. If the call ends first, it is not run any more. On transports that do not tell it is
   * never run.
   *
   * <p>Any thread may call this, any number of times; it does not block.
   *
   * @param action what to run
   */
  public void onDraining(Runnable action) {
    stream.onDraining(Objects.requireNonNull(action, "action"));
  }

  /**
   * Compresses the responses, if the client accepts that compression.
   *
   * @param compressor the name of a compressor that the server knows, such as {@code gzip}
   * @throws IllegalArgumentException if the server does not know it
   * @throws IllegalStateException if the response headers have already been sent
   */
  public void setCompression(String compressor) {
    stream.setCompression(compressor);
  }

  /**
   * Sets whether the responses sent from now on are compressed, if the call has a compressor. By
   * default they are.
   *
   * @param enabled whether to compress
   */
  public void setMessageCompression(boolean enabled) {
    stream.setMessageCompression(enabled);
  }
}
