package dev.sluice.bench.subject;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import dev.sluice.bench.peer.Exchange;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.peer.Workload;
import dev.sluice.bench.proto.Item;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;

/** An open socket for single items; its buffers are small, since it may be one of thousands. */
final class TcpExchange implements Exchange {
  private static final int BUFFER_BYTES = 512;

  private final Socket socket;
  private final Runnable onClose;
  private final ProtobufItems items;

  TcpExchange(Socket socket, Runnable onClose) throws IOException {
    this.socket = socket;
    this.onClose = onClose;
    socket.setTcpNoDelay(true);
    new StreamHead(Workload.IDLE, Items.order(0, 0, 0)).writeTo(socket.getOutputStream());
    this.items = new ProtobufItems(socket);
  }

  /** The server's side: answers each item, until the end of the stream. */
  static boolean echo(Socket socket) throws IOException {
    ProtobufItems items = new ProtobufItems(socket);
    while (!items.isAtEnd()) {
      items.write(Items.echo(items.read()));
    }
    return true;
  }

  @Override
  public Item roundTrip(Item item) throws IOException {
    items.write(item);
    if (items.isAtEnd()) {
      throw new EOFException("the stream ended before the echo came");
    }
    return items.read();
  }

  @Override
  public void finish() throws IOException {
    socket.shutdownOutput();
    if (!items.isAtEnd()) {
      throw new IOException("an item came instead of the end");
    }
  }

  @Override
  public void close() {
    onClose.run();
    Sockets.closeQuietly(socket);
  }

  private static final class ProtobufItems {
    private final CodedInputStream in;
    private final CodedOutputStream out;

    ProtobufItems(Socket socket) throws IOException {
      in = CodedInputStream.newInstance(socket.getInputStream(), BUFFER_BYTES);
      out = CodedOutputStream.newInstance(socket.getOutputStream(), BUFFER_BYTES);
    }

    boolean isAtEnd() throws IOException {
      return in.isAtEnd();
    }

    Item read() throws IOException {
      in.resetSizeCounter();
      return in.readMessage(Item.parser(), ExtensionRegistryLite.getEmptyRegistry());
    }

    void write(Item item) throws IOException {
      out.writeMessageNoTag(item);
      out.flush();
    }
  }
}
