package dev.sluice;

/**
 * The sending side of a stream.
 *
 * <p>Any number of threads may send at once; their messages go out whole, one after another, in the
 * order in which the sends got their turn.
 *
 * @param <T> the type of the messages
 */
public interface Sender<T> {
  /**
   * Sends a message. Blocks while the peer or the network takes no more (HTTP/2 flow control, RFC
   * 9113 section 5.2), so that a fast sender cannot outrun a slow receiver: what waits in the
   * transport is bounded (some 32 KiB, and on a client up to 1 MiB more that grpc-java keeps for
   * retries, unless the channel has them disabled).
   *
   * <p>Returning says that the message was handed to the transport, not that the peer has it.
   *
   * <p>A client's {@code send} returns false once the server has ended the call with OK, for a
   * server may end a call before it has read everything. A loop without an end of its own should
   * stop then. A server's {@code send} never returns false.
   *
   * @param message the message; not null
   * @return true if the message was sent; false if the peer has already ended the call with OK, and
   *     wants no more
   * @throws io.grpc.StatusRuntimeException if the call has failed, was cancelled or ran out of its
   *     deadline, with that status; or, with {@code CANCELLED} and an {@link InterruptedException}
   *     as its cause, if the thread is interrupted: the message is then not sent, the thread stays
   *     interrupted, and the call goes on
   * @throws IllegalStateException if this side has half-closed the stream
   */
  boolean send(T message);
}
