package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RunningServer;
import dev.sluice.bench.peer.Workload;
import dev.sluice.bench.proto.Order;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves each socket on a thread of its own. */
final class TcpServer implements RunningServer {
  private static final int BACKLOG = 1024;

  private final ServerSocket listener;
  private final Wire.Factory wires;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TcpServer(ServerSocket listener, Wire.Factory wires) {
    this.listener = listener;
    this.wires = wires;
  }

  static TcpServer start(Wire.Factory wires) throws IOException {
    ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    TcpServer server = new TcpServer(listener, wires);
    TcpSubject.THREADS.newThread(server::accept).start();
    return server;
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    Sockets.closeQuietly(listener);
    open.forEach(Sockets::closeQuietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        TcpSubject.THREADS.newThread(() -> begin(socket)).start();
      } catch (IOException e) {
        if (!listener.isClosed()) {
          e.printStackTrace();
        }
      }
    }
  }

  private void begin(Socket socket) {
    finish(
        socket,
        () -> {
          socket.setTcpNoDelay(true);
          StreamHead head = StreamHead.readFrom(socket.getInputStream());
          if (TcpSubject.isMostlyIdle(head.workload())) {
            Thread.startVirtualThread(() -> finish(socket, () -> TcpExchange.echo(socket)));
            return false;
          }
          serve(head, socket.getInputStream(), socket.getOutputStream());
          return true;
        });
  }

  private interface Service {
    /** Returns whether that was all. */
    boolean run() throws IOException;
  }

  private void finish(Socket socket, Service service) {
    boolean isOver = true;
    try {
      isOver = service.run();
    } catch (EOFException e) {
      // A client that only looked whether there is a server.
    } catch (IOException e) {
      if (!listener.isClosed()) {
        e.printStackTrace();
      }
    } finally {
      if (isOver) {
        open.remove(socket);
        Sockets.closeQuietly(socket);
      }
    }
  }

  private void serve(StreamHead head, InputStream in, OutputStream out) throws IOException {
    Order items = head.items();
    Wire wire = wires.on(in, out, items.getPayloadBytes());
    switch (head.workload()) {
      case DOWNLOAD -> Sockets.sendAll(wire, items);
      case UPLOAD -> {
        Fold fold = new Fold();
        Sockets.foldAll(wire, fold);
        Sockets.writeTotal(out, fold.total());
      }
      case EXCHANGE, PINGPONG -> wire.echo(head.workload() == Workload.PINGPONG);
      case UNARY, SETUP, IDLE -> throw new IOException("unsupported");
    }
  }
}
