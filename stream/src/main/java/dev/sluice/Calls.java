package dev.sluice;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;

/**
 * Starts calls on any grpc-java channel. Generated clients are written with it; use it directly for
 * methods without generated code.
 *
 * <p>Every method may be called from any thread. Unless the call options name an executor, what a
 * call's interceptors and marshallers do on receiving is run on virtual threads.
 */
public final class Calls {
  private Calls() {}

  /**
   * Sends a request and receives the response; blocks until the call has ended.
   *
   * @param channel the channel to call on
   * @param method the method to call
   * @param options the call's options
   * @param request the request
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the response
   * @return the response
   * @throws io.grpc.StatusRuntimeException if the call fails, with its status and trailers; with
   *     {@code CANCELLED} and an {@link InterruptedException} as its cause, if the thread is
   *     interrupted, which cancels the call; or with {@code UNIMPLEMENTED} if the server sends no
   *     response, or more than one
   */
  public static <ReqT, RespT> RespT unary(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options, ReqT request) {
    ClientStream<ReqT, RespT> stream = start(channel, method, options, 2);
    try {
      stream.sendOnly(request);
      return stream.receiveOnly(method.getFullMethodName());
    } finally {
      stream.cancel("the caller gave up waiting", null);
    }
  }

  /**
   * Sends a request and opens the stream of responses. Does not wait for the server.
   *
   * @param channel the channel to call on
   * @param method the method to call
   * @param options the call's options
   * @param request the request
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the responses
   * @return the open call
   */
  public static <ReqT, RespT> ServerStreamingCall<RespT> serverStreaming(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options, ReqT request) {
    ClientStream<ReqT, RespT> stream = start(channel, method, options, prefetch(options));
    stream.sendOnly(request);
    return new OpenCall<>(method.getFullMethodName(), stream);
  }

  /**
   * Opens a stream of requests that is answered with one response. Does not wait for the server.
   *
   * @param channel the channel to call on
   * @param method the method to call
   * @param options the call's options
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the response
   * @return the open call
   */
  public static <ReqT, RespT> ClientStreamingCall<ReqT, RespT> clientStreaming(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options) {
    return new OpenCall<>(method.getFullMethodName(), start(channel, method, options, 2));
  }

  /**
   * Opens a stream of requests and one of responses. Does not wait for the server.
   *
   * @param channel the channel to call on
   * @param method the method to call
   * @param options the call's options
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the responses
   * @return the open call
   */
  public static <ReqT, RespT> BidiStreamingCall<ReqT, RespT> bidiStreaming(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options) {
    return new OpenCall<>(
        method.getFullMethodName(), start(channel, method, options, prefetch(options)));
  }

  private static int prefetch(CallOptions options) {
    return options.getOption(SluiceClient.PREFETCH);
  }

  private static <ReqT, RespT> ClientStream<ReqT, RespT> start(
      Channel channel, MethodDescriptor<ReqT, RespT> method, CallOptions options, int prefetch) {
    ClientStream<ReqT, RespT> stream = new ClientStream<>(channel, method, options, prefetch);
    stream.start(StartGate.of(channel));
    return stream;
  }
}
