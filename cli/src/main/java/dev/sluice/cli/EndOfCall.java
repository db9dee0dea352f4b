package dev.sluice.cli;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Consumer;

/**
 * Does something when a call has ended, just before those who wait for that are told. It must not
 * block, and gets the attributes of the transport that carried the call, none if it never got one.
 */
final class EndOfCall implements ClientInterceptor {
  private final Consumer<Attributes> action;

  EndOfCall(Consumer<Attributes> action) {
    this.action = action;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                action.accept(getAttributes());
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }
}
