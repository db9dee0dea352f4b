package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A unary call by Sluice's client, which blocks, on a thread of its own. */
final class RecordedUnary {
  private static final int END_TIMEOUT_SECONDS = 15;

  private final CompletableFuture<byte[]> response;

  private RecordedUnary(CompletableFuture<byte[]> response) {
    this.response = response;
  }

  static RecordedUnary start(Channel channel, byte... request) {
    return start(channel, CallOptions.DEFAULT, request);
  }

  static RecordedUnary start(Channel channel, CallOptions options, byte... request) {
    CompletableFuture<byte[]> response = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        response.complete(Calls.unary(channel, ByteCalls.UNARY, options, request));
      } catch (Throwable e) {
        response.completeExceptionally(e);
      }
    });
    return new RecordedUnary(response);
  }

  /** How the call ended; waits for that. */
  Status.Code code() {
    try {
      response.get(END_TIMEOUT_SECONDS, SECONDS);
      return Status.Code.OK;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e.getCause()).getCode();
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the call did not end in time", e);
    }
  }
}
