package dev.sluice.transport;

import io.grpc.internal.GrpcUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How the name of a server is told from its address. */
final class Authorities {
  private Authorities() {}

  static String of(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? GrpcUtil.authorityFromHostAndPort(inet.getHostString(), inet.getPort())
        : "localhost"; // RFC 3986, 3.2.2: a path would be no authority.
  }
}
