/**
 * gRPC streams, written as plain loops.
 *
 * <p>A server handler gets a {@link dev.sluice.Receiver} of requests, a {@link dev.sluice.Sender}
 * of responses, or both; a client gets a {@link dev.sluice.ServerStreamingCall}, {@link
 * dev.sluice.ClientStreamingCall} or {@link dev.sluice.BidiStreamingCall}. Sending blocks while the
 * peer's flow control is exhausted, receiving blocks until a message, the end of the stream or a
 * failure arrives. Handlers run on one virtual thread per call; clients may use any thread.
 *
 * <p>Failures are grpc-java's own: an operation on a failed call throws {@link
 * io.grpc.StatusRuntimeException} with the status and trailers the call ended with. The first
 * terminal signal (end, status, cancellation, deadline, loss of the connection) wins, and every
 * later operation sees that one. Messages that arrived before it are received before it.
 *
 * <p>Everything here works on every grpc-java transport: nothing knows which one carries a call.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
