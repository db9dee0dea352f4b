package dev.sluice;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What every streaming call of a client offers, whichever way its messages flow.
 *
 * <p>Use it in a try-with-resources statement: {@link #close()} cancels what has not ended, so that
 * leaving the block early, by {@code break}, {@code return} or an exception, leaks nothing. A call
 * that is lost without being closed is cancelled once the garbage collector finds it, with a
 * warning in the log.
 *
 * <p>Unless a method says otherwise, any thread may call it at any time.
 */
public sealed interface StreamingCall extends AutoCloseable
    permits ServerStreamingCall, ClientStreamingCall, BidiStreamingCall {
  /**
   * Returns the response headers; blocks until they have arrived. The result is shared and not
   * thread-safe: read it, from one thread at a time.
   *
   * @return the response headers; empty if the call ended with OK without any
   * @throws io.grpc.StatusRuntimeException if the call failed before its headers arrived; or, with
   *     {@code CANCELLED} and an {@link InterruptedException} as its cause, if the thread is
   *     interrupted, which leaves the call as it is
   */
  Metadata headers();

  /**
   * Returns the status the call ended with. It is there as soon as it is known, even if messages
   * that arrived before it have yet to be received. Never blocks.
   *
   * @return the status, or null while the call has not ended
   */
  @Nullable Status status();

  /**
   * Returns the trailers the call ended with. The result is shared and not thread-safe: read it,
   * from one thread at a time. Never blocks.
   *
   * @return the trailers, empty if there were none; or null while the call has not ended
   */
  @Nullable Metadata trailers();

  /**
   * Returns the attributes of the transport, such as {@link
   * io.grpc.Grpc#TRANSPORT_ATTR_REMOTE_ADDR} (the peer) and {@link
   * io.grpc.Grpc#TRANSPORT_ATTR_SSL_SESSION}; blocks until the response headers have arrived or the
   * call has ended.
   *
   * @return the attributes; empty if the call never got a transport
   * @throws io.grpc.StatusRuntimeException with {@code CANCELLED} and an {@link
   *     InterruptedException} as its cause, if the thread is interrupted
   */
  Attributes attributes();

  /**
   * Sets whether the messages sent from now on are compressed, if the call has a compressor (see
   * {@link SluiceClient#withCompression}). By default they are. Blocks until the sends that already
   * have their turn are done.
   *
   * @param enabled whether to compress
   * @throws io.grpc.StatusRuntimeException with {@code CANCELLED} and an {@link
   *     InterruptedException} as its cause, if the thread is interrupted while it waits for its
   *     turn
   */
  void setMessageCompression(boolean enabled);

  /**
   * Cancels the call, unless it has ended. Blocked operations throw {@code CANCELLED} at once,
   * messages not yet received are dropped, and the server is told. Never blocks.
   *
   * @param message the description of the status that this side sees; the server does not get it
   * @param cause the cause of that status, or null
   */
  void cancel(String message, @Nullable Throwable cause);

  /** Cancels the call, unless it has ended. Never blocks, and does nothing the second time. */
  @Override
  void close();
}
