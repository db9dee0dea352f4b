package dev.sluice.bench.armeria;

import com.linecorp.armeria.server.Server;
import dev.sluice.bench.peer.RunningServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

record ArmeriaServer(Server server) implements RunningServer {
  static ArmeriaServer start() {
    Server server =
        Tuning.server()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(Tuning.service().addService(new Service()).build())
            .build();
    server.start().join();
    return new ArmeriaServer(server);
  }

  @Override
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
