package dev.sluice;

/**
 * A client's call that sends a stream of requests and receives one response.
 *
 * <p>Any thread may send, cancel or close.
 *
 * @param <ReqT> the type of the requests
 * @param <RespT> the type of the response
 */
public sealed interface ClientStreamingCall<ReqT, RespT> extends Sender<ReqT>, StreamingCall
    permits OpenCall {
  /**
   * Half-closes the stream of requests, after the sends that already have their turn, and receives
   * the response; blocks until the call has ended. May be called again, by one thread at a time:
   * after an interrupt it goes on waiting, and after the response it returns the same one.
   *
   * @return the response
   * @throws io.grpc.StatusRuntimeException if the call has failed, with its status and trailers;
   *     with {@code UNIMPLEMENTED} if the server sent no response, or more than one (gRPC's status
   *     codes, "response cardinality violation"); or as {@link Receiver#receive()} does when
   *     interrupted
   * @throws IllegalStateException if another thread is receiving the response
   */
  RespT closeAndReceive();
}
