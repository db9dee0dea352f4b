package dev.sluice;

/**
 * A client's call that sends a stream of requests and receives a stream of responses, each at its
 * own pace.
 *
 * <p>Any thread may send, half-close, cancel or close; one thread receives at a time. A client that
 * sends everything before it receives anything can stop for good, once both directions' flow
 * control is exhausted: send from another thread, or with {@link Duplex}.
 *
 * @param <ReqT> the type of the requests
 * @param <RespT> the type of the responses
 */
public sealed interface BidiStreamingCall<ReqT, RespT>
    extends Sender<ReqT>, Receiver<RespT>, StreamingCall permits OpenCall {
  /**
   * Half-closes the stream of requests: no more will be sent. Blocks until the sends that already
   * have their turn are done. Does nothing if this side has half-closed, or if the call has ended.
   *
   * @throws io.grpc.StatusRuntimeException with {@code CANCELLED} and an {@link
   *     InterruptedException} as its cause, if the thread is interrupted while it waits for its
   *     turn: the stream is then still open
   */
  void closeSend();
}
