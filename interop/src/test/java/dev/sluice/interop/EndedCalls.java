package dev.sluice.interop;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Tells how each call of a server ended, in the words of the peers. */
final class EndedCalls implements ServerInterceptor {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getBareMethodName();
    AtomicReference<String> outcome = new AtomicReference<>("ok");
    ServerCall<Q, R> watched =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (!status.isOk()) {
              outcome.set("status " + status.getCode());
            }
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(watched, headers)) {
      @Override
      public void onCancel() {
        lines.add(method + " ended cancelled");
        super.onCancel();
      }

      @Override
      public void onComplete() {
        lines.add(method + " ended " + outcome.get());
        super.onComplete();
      }
    };
  }
}
