package dev.sluice;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.net.SocketAddress;

/**
 * The transport that carries the tests' calls over sockets. Another module runs these tests over
 * its own: it names its class, which has a public constructor without parameters, in the system
 * property {@value #PROPERTY}.
 */
public interface Sockets {
  /** Names the class to use instead of grpc-netty. */
  String PROPERTY = "dev.sluice.sockets";

  /** Begins a server without TLS. */
  ServerBuilder<?> server(SocketAddress address);

  /** Begins a channel without TLS. */
  ManagedChannelBuilder<?> channel(String host, int port);
}
