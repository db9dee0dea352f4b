package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.proto.Order;
import dev.sluice.bench.proto.Total;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What both ends of a socket do. */
final class Sockets {
  private Sockets() {}

  static void sendAll(Wire wire, Order items) throws IOException {
    long end = items.getFirst() + items.getCount();
    for (long value = items.getFirst(); value < end; value++) {
      wire.write(value);
    }
    wire.flush();
  }

  static void foldAll(Wire wire, Fold fold) throws IOException {
    while (wire.read(fold)) {}
  }

  static void writeTotal(OutputStream out, Total total) throws IOException {
    DataOutputStream answer = new DataOutputStream(out);
    answer.writeLong(total.getCount());
    answer.writeLong(total.getChecksum());
  }

  static Total readTotal(InputStream in) throws IOException {
    DataInputStream answer = new DataInputStream(in);
    return Total.newBuilder().setCount(answer.readLong()).setChecksum(answer.readLong()).build();
  }

  static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.err.println("not closed: " + e);
    }
  }
}
