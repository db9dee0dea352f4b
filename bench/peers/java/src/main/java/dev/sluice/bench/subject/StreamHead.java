package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Items;
import dev.sluice.bench.peer.Workload;
import dev.sluice.bench.proto.Order;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a client says first on a socket: what the stream is for, and of which items. */
record StreamHead(Workload workload, Order items) {
  void writeTo(OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream head = new DataOutputStream(bytes);
    head.writeUTF(workload.word());
    head.writeLong(items.getFirst());
    head.writeLong(items.getCount());
    head.writeInt(items.getPayloadBytes());
    out.write(bytes.toByteArray());
  }

  static StreamHead readFrom(InputStream in) throws IOException {
    DataInputStream head = new DataInputStream(in);
    return new StreamHead(
        Workload.of(head.readUTF()), Items.order(head.readLong(), head.readLong(), head.readInt()));
  }
}
