package dev.sluice.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on between clients and a server, so many in each direction, and then hangs up. */
final class CuttingProxy implements AutoCloseable {
  static final int NEVER = Integer.MAX_VALUE;

  private final ServerSocket listening;
  private final int serverPort;
  private final int toServer;
  private final int toClient;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** How many bytes went to the server. */
  final AtomicInteger sentToServer = new AtomicInteger();

  /** How many came back. */
  final AtomicInteger sentToClient = new AtomicInteger();

  private CuttingProxy(ServerSocket listening, int serverPort, int toServer, int toClient) {
    this.listening = listening;
    this.serverPort = serverPort;
    this.toServer = toServer;
    this.toClient = toClient;
  }

  static CuttingProxy start(int serverPort, int toServer, int toClient) throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    CuttingProxy proxy = new CuttingProxy(listening, serverPort, toServer, toClient);
    Thread.startVirtualThread(proxy::accept);
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        sockets.add(client);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> pass(client, server, toServer, sentToServer));
        Thread.startVirtualThread(() -> pass(server, client, toClient, sentToClient));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void pass(Socket from, Socket to, int limit, AtomicInteger passed) {
    byte[] bytes = new byte[8192];
    int left = limit;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      while (left > 0) {
        int count = in.read(bytes, 0, Math.min(bytes.length, left));
        if (count < 0) {
          return;
        }
        to.getOutputStream().write(bytes, 0, count);
        passed.addAndGet(count);
        left -= count;
      }
    } catch (IOException e) {
      // The other direction has hung up.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
