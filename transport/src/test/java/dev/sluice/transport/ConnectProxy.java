package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that knows CONNECT (RFC 9110, 9.3.6), to ports of the loopback interface only. */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final String answer;

  /** Requests as they came, header fields and all. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  private ConnectProxy(String answer) throws IOException {
    this.answer = answer;
    listening.bind(Builders.loopback());
    Thread.startVirtualThread(this::acceptAll);
  }

  static ConnectProxy start() throws IOException {
    return new ConnectProxy("200 OK");
  }

  static ConnectProxy refusing(String answer) throws IOException {
    return new ConnectProxy(answer);
  }

  SocketAddress address() {
    return listening.getLocalSocketAddress();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listening.accept();
        sockets.add(client);
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      String request = readHead(client.getInputStream());
      requests.add(request);
      client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(US_ASCII));
      if (answer.startsWith("200")) {
        String target = request.split(" ", 3)[1];
        int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
          sockets.add(server);
          Thread back = Thread.startVirtualThread(() -> copy(server, client));
          copy(client, server);
          back.join();
        }
      }
    } catch (IOException | InterruptedException closed) {
      return;
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException closed) {
      return;
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed within the request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
