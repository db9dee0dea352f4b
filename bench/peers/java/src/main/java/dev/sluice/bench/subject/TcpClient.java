package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Client;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.RoundTrips;
import dev.sluice.bench.peer.Workload;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** Opens a socket for each stream. */
final class TcpClient implements Client {
  private final int port;
  private final Wire.Factory wires;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  TcpClient(int port, Wire.Factory wires) {
    this.port = port;
    this.wires = wires;
  }

  /** Throws if there is no server. */
  void probe() throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }

  /** An open stream. */
  private final class Stream implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final Wire wire;

    Stream(Workload workload, Order items) throws IOException {
      open.add(socket);
      socket.setTcpNoDelay(true);
      new StreamHead(workload, items).writeTo(socket.getOutputStream());
      wire = wires.on(socket.getInputStream(), socket.getOutputStream(), items.getPayloadBytes());
    }

    void sendAll(Order items) throws IOException {
      Sockets.sendAll(wire, items);
      socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      open.remove(socket);
      socket.close();
    }
  }

  @Override
  public void download(int connection, Order items, Fold fold) throws IOException {
    try (Stream stream = new Stream(Workload.DOWNLOAD, items)) {
      Sockets.foldAll(stream.wire, fold);
    }
  }

  @Override
  public Total upload(int connection, Order items) throws IOException {
    try (Stream stream = new Stream(Workload.UPLOAD, items)) {
      stream.sendAll(items);
      return Sockets.readTotal(stream.socket.getInputStream());
    }
  }

  @Override
  public void exchange(int connection, Order items, Fold fold) throws Exception {
    try (Stream stream = new Stream(Workload.EXCHANGE, items)) {
      FutureTask<Void> sending = Background.start(TcpSubject.THREADS, () -> stream.sendAll(items));
      Sockets.foldAll(stream.wire, fold);
      sending.get();
    }
  }

  @Override
  public void pingpong(int connection, Order items, Fold fold, RoundTrips times)
      throws IOException {
    try (Stream stream = new Stream(Workload.PINGPONG, items)) {
      long end = items.getFirst() + items.getCount();
      for (long value = items.getFirst(); value < end; value++) {
        long start = System.nanoTime();
        stream.wire.write(value);
        stream.wire.flush();
        if (!stream.wire.read(fold)) {
          throw new EOFException("the stream ended before the echo came");
        }
        times.add(System.nanoTime() - start);
      }
      stream.socket.shutdownOutput();
      if (stream.wire.read(fold)) {
        throw new IOException("an item came instead of the end");
      }
    }
  }

  @Override
  public Exchange open(int connection) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    open.add(socket);
    return new TcpExchange(socket, () -> open.remove(socket));
  }

  @Override
  public Item once(int connection, Item request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    open.forEach(Sockets::closeQuietly);
  }
}
