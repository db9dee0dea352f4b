package dev.sluice;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Adds headers to each call. */
final class HeaderInterceptor implements ClientInterceptor {
  private final Metadata added = new Metadata();

  HeaderInterceptor(Metadata headers) {
    added.merge(headers);
  }

  @Override
  public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
      MethodDescriptor<ReqT, RespT> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<RespT> responseListener, Metadata headers) {
        headers.merge(added);
        super.start(responseListener, headers);
      }
    };
  }
}
