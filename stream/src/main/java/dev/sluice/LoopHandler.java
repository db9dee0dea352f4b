package dev.sluice;

import io.grpc.Metadata;
import io.grpc.ServerCall;

/** Starts a virtual thread for each call, and the loop on it. */
final class LoopHandler<ReqT, RespT> implements NonBlockingHandler<ReqT, RespT> {
  /** What the virtual thread runs. */
  interface Loop<ReqT, RespT> {
    void run(ServerStream<ReqT, RespT> stream) throws Exception;
  }

  private final ServiceOptions options;
  private final int prefetch;
  private final Loop<ReqT, RespT> loop;

  LoopHandler(ServiceOptions options, int prefetch, Loop<ReqT, RespT> loop) {
    this.options = options;
    this.prefetch = prefetch;
    this.loop = loop;
  }

  @Override
  public ServerCall.Listener<ReqT> startCall(ServerCall<ReqT, RespT> call, Metadata headers) {
    ServerStream<ReqT, RespT> stream =
        new ServerStream<>(call, headers, prefetch, options.interruptOnCancel());
    stream.start(loop);
    return stream;
  }
}
