package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A client's call that asks for all messages, and keeps what it is told. */
final class RecordedCall extends ClientCall.Listener<byte[]> {
  private static final int END_TIMEOUT_SECONDS = 15;

  final ClientCall<byte[], byte[]> call;
  final List<byte[]> messages = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Metadata> headers = new CompletableFuture<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();
  private volatile Metadata trailers;

  private RecordedCall(ClientCall<byte[], byte[]> call) {
    this.call = call;
  }

  static RecordedCall start(Channel channel, MethodDescriptor<byte[], byte[]> method) {
    return start(channel, method, CallOptions.DEFAULT);
  }

  static RecordedCall start(
      Channel channel, MethodDescriptor<byte[], byte[]> method, CallOptions options) {
    return startRequesting(Integer.MAX_VALUE, channel, method, options);
  }

  /** A call that asks for so many messages at first. */
  static RecordedCall startRequesting(
      int messages, Channel channel, MethodDescriptor<byte[], byte[]> method, CallOptions options) {
    RecordedCall recorded = new RecordedCall(channel.newCall(method, options));
    recorded.call.start(recorded, new Metadata());
    recorded.call.request(messages);
    return recorded;
  }

  /** A call with one request, which is half-closed. */
  static RecordedCall unary(Channel channel, byte... request) {
    RecordedCall recorded = start(channel, ByteCalls.UNARY);
    recorded.call.sendMessage(request);
    recorded.call.halfClose();
    return recorded;
  }

  @Override
  public void onHeaders(Metadata received) {
    headers.complete(received);
  }

  @Override
  public void onMessage(byte[] message) {
    messages.add(message);
  }

  @Override
  public void onClose(Status end, Metadata received) {
    trailers = received;
    status.complete(end);
  }

  Metadata headers() {
    return await("response headers", headers);
  }

  /** Waits for the response headers, unless they will not come. */
  void headersUnless(boolean never) {
    if (!never) {
      headers();
    }
  }

  /** How the call ended; waits for that. */
  Status status() {
    return await("the end of the call", status);
  }

  Status.Code code() {
    return status().getCode();
  }

  /** Has this run where the listener is told of the end. */
  void onceOver(Runnable action) {
    status.thenRun(action);
  }

  boolean isOver() {
    return status.isDone();
  }

  /** The trailers of a call that is over. */
  Metadata trailers() {
    status();
    return trailers;
  }

  private static <T> T await(String what, CompletableFuture<T> future) {
    try {
      return future.get(END_TIMEOUT_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(what + " did not come in time", e);
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
