/** gRPC over HTTP/2 at the speed of the wire: a transport for grpc-java's servers and channels. */
@org.jspecify.annotations.NullMarked
module dev.sluice.transport {
  requires transitive dev.sluice;
  requires transitive io.grpc;
  requires io.grpc.internal;
  requires io.grpc.netty;
  requires com.google.common;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.handler.proxy;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires static transitive org.jspecify;

  exports dev.sluice.transport;
}
