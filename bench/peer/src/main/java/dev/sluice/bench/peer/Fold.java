package dev.sluice.bench.peer;

import com.google.protobuf.ByteString;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Total;

/**
 * Folds the items of one stream, in order, into a count and a checksum; for one thread at a time.
 */
public final class Fold {
  private long count;
  private long checksum;

  public void add(Item item) {
    ByteString payload = item.getPayload();
    int length = payload.size();
    add(item.getValue(), length, length == 0 ? (byte) 0 : payload.byteAt(length - 1));
  }

  /** For those who carry no {@link Item}. */
  public void add(long value, int payloadLength, byte payloadLast) {
    checksum = checksum * 31 + value + payloadLength + Byte.toUnsignedInt(payloadLast);
    count++;
  }

  public long count() {
    return count;
  }

  public long checksum() {
    return checksum;
  }

  public Total total() {
    return Total.newBuilder().setCount(count).setChecksum(checksum).build();
  }
}
