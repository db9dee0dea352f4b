package dev.sluice.bench.subject;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import dev.sluice.bench.proto.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Protobuf messages, each after its length. */
final class ProtobufWire implements Wire {
  private static final ExtensionRegistryLite NO_EXTENSIONS =
      ExtensionRegistryLite.getEmptyRegistry();

  private final CodedInputStream in;
  private final CodedOutputStream out;
  private final ByteString payload;

  ProtobufWire(InputStream in, OutputStream out, int payloadBytes) {
    this.in = CodedInputStream.newInstance(in, BUFFER_BYTES);
    this.out = CodedOutputStream.newInstance(out, BUFFER_BYTES);
    this.payload = Items.payload(payloadBytes);
  }

  @Override
  public void write(long value) throws IOException {
    out.writeMessageNoTag(Items.item(value, payload));
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public boolean read(Fold fold) throws IOException {
    if (in.isAtEnd()) {
      return false;
    }
    fold.add(readItem());
    return true;
  }

  @Override
  public void echo(boolean oneByOne) throws IOException {
    while (!in.isAtEnd()) {
      out.writeMessageNoTag(Items.echo(readItem()));
      if (oneByOne) {
        out.flush();
      }
    }
    out.flush();
  }

  private Item readItem() throws IOException {
    // Its limit is meant for one message, not for the stream of them.
    in.resetSizeCounter();
    return in.readMessage(Item.parser(), NO_EXTENSIONS);
  }
}
