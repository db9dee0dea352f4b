package dev.sluice;

/**
 * A client's call that sent one request and receives a stream of responses.
 *
 * <p>One thread receives at a time; any thread may cancel or close.
 *
 * @param <RespT> the type of the responses
 */
public sealed interface ServerStreamingCall<RespT> extends Receiver<RespT>, StreamingCall
    permits OpenCall {}
