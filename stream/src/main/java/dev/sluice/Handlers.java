package dev.sluice;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Turns handlers that are loops into grpc-java's call handlers. Generated services are written with
 * it; use it directly for methods without generated code.
 *
 * <p>Each call is handled on a virtual thread of its own, in the {@link io.grpc.Context} of the
 * call; {@link ServerCallContext#current()} gives its headers, trailers and deadline. How the
 * handler ends is how the call ends:
 *
 * <ul>
 *   <li>it returns: the call ends with OK, whether or not all requests were read;
 *   <li>it throws a {@link io.grpc.StatusException} or {@link StatusRuntimeException}: the call
 *       ends with that status and those trailers;
 *   <li>it throws anything else: the call ends with {@code UNKNOWN} and no detail, and the
 *       exception is logged;
 *   <li>it returns null where one response is due: the call ends with {@code INTERNAL}, and that is
 *       logged.
 * </ul>
 *
 * <p>When the call is cancelled, its deadline passes or its connection is lost, operations on it
 * throw that status at once and the handler's thread is interrupted (see {@link
 * ServiceOptions#withInterruptOnCancel}). A handler that goes on regardless holds nothing but its
 * own thread; nothing it does reaches the client. Requests that arrived before, and their end, are
 * still received. Once the handler has ended, sending from other threads throws {@code CANCELLED}.
 */
public final class Handlers {
  private Handlers() {}

  /**
   * Handles a call of one request and one response.
   *
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the response
   */
  @FunctionalInterface
  public interface Unary<ReqT, RespT> {
    /**
     * Handles a call, on its virtual thread.
     *
     * @param request the request
     * @return the response
     * @throws Exception to end the call with a status
     */
    RespT handle(ReqT request) throws Exception;
  }

  /**
   * Handles a call of one request and a stream of responses.
   *
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the responses
   */
  @FunctionalInterface
  public interface ServerStreaming<ReqT, RespT> {
    /**
     * Handles a call, on its virtual thread.
     *
     * @param request the request
     * @param responses takes the responses
     * @throws Exception to end the call with a status
     */
    void handle(ReqT request, Sender<RespT> responses) throws Exception;
  }

  /**
   * Handles a call of a stream of requests and one response.
   *
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the response
   */
  @FunctionalInterface
  public interface ClientStreaming<ReqT, RespT> {
    /**
     * Handles a call, on its virtual thread.
     *
     * @param requests the requests
     * @return the response
     * @throws Exception to end the call with a status
     */
    RespT handle(Receiver<ReqT> requests) throws Exception;
  }

  /**
   * Handles a call of a stream of requests and a stream of responses.
   *
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the responses
   */
  @FunctionalInterface
  public interface BidiStreaming<ReqT, RespT> {
    /**
     * Handles a call, on its virtual thread.
     *
     * @param requests the requests
     * @param responses takes the responses
     * @throws Exception to end the call with a status
     */
    void handle(Receiver<ReqT> requests, Sender<RespT> responses) throws Exception;
  }

  /**
   * Makes a call handler of a unary handler. A call without exactly one request ends with {@code
   * UNIMPLEMENTED} (gRPC's status codes, "request cardinality violation").
   *
   * @param handler the handler
   * @param options how it runs
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the response
   * @return the call handler
   */
  public static <ReqT, RespT> ServerCallHandler<ReqT, RespT> unary(
      Unary<ReqT, RespT> handler, ServiceOptions options) {
    return new LoopHandler<>(
        options, 2, stream -> stream.reply(handler.handle(stream.onlyRequest())));
  }

  /**
   * Makes a call handler of a server streaming handler. A call without exactly one request ends
   * with {@code UNIMPLEMENTED} (gRPC's status codes, "request cardinality violation").
   *
   * @param handler the handler
   * @param options how it runs
   * @param <ReqT> the type of the request
   * @param <RespT> the type of the responses
   * @return the call handler
   */
  public static <ReqT, RespT> ServerCallHandler<ReqT, RespT> serverStreaming(
      ServerStreaming<ReqT, RespT> handler, ServiceOptions options) {
    return new LoopHandler<>(
        options, 2, stream -> handler.handle(stream.onlyRequest(), stream.responses()));
  }

  /**
   * Makes a call handler of a client streaming handler.
   *
   * @param handler the handler
   * @param options how it runs
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the response
   * @return the call handler
   */
  public static <ReqT, RespT> ServerCallHandler<ReqT, RespT> clientStreaming(
      ClientStreaming<ReqT, RespT> handler, ServiceOptions options) {
    return new LoopHandler<>(
        options, options.prefetch(), stream -> stream.reply(handler.handle(stream.requests())));
  }

  /**
   * Makes a call handler of a bidirectional streaming handler.
   *
   * @param handler the handler
   * @param options how it runs
   * @param <ReqT> the type of the requests
   * @param <RespT> the type of the responses
   * @return the call handler
   */
  public static <ReqT, RespT> ServerCallHandler<ReqT, RespT> bidiStreaming(
      BidiStreaming<ReqT, RespT> handler, ServiceOptions options) {
    return new LoopHandler<>(
        options,
        options.prefetch(),
        stream -> handler.handle(stream.requests(), stream.responses()));
  }

  /**
   * Makes what a generated service throws from a method that was not overridden.
   *
   * @param method the method
   * @return an exception with the status {@code UNIMPLEMENTED}
   */
  public static StatusRuntimeException unimplemented(MethodDescriptor<?, ?> method) {
    return Status.UNIMPLEMENTED
        .withDescription("Method " + method.getFullMethodName() + " is unimplemented")
        .asRuntimeException();
  }
}
