package dev.sluice;

import io.grpc.ServerCallHandler;

/**
 * A handler that hands each call over to a thread of its own: starting a call, and the callbacks of
 * its listener, neither block nor run code of the application. For authors of transports, who may
 * run them on an event loop; {@link Handlers} makes such handlers, and nobody else can: what wraps
 * one is none.
 *
 * @param <ReqT> the type of the requests
 * @param <RespT> the type of the responses
 */
public sealed interface NonBlockingHandler<ReqT, RespT> extends ServerCallHandler<ReqT, RespT>
    permits LoopHandler {}
