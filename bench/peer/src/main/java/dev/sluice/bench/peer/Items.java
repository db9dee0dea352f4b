package dev.sluice.bench.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.sluice.bench.proto.Item;
import dev.sluice.bench.proto.Order;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The items of an order: each is built anew, and all share the bytes of the payload. */
public final class Items implements Iterable<Item> {
  private final Order order;
  private final ByteString payload;

  private Items(Order order) {
    this.order = order;
    this.payload = payload(order.getPayloadBytes());
  }

  public static Items of(Order order) {
    return new Items(order);
  }

  public static Order order(long first, long count, int payloadBytes) {
    return Order.newBuilder().setFirst(first).setCount(count).setPayloadBytes(payloadBytes).build();
  }

  /** What a server answers to an item: a new one that says the same. */
  public static Item echo(Item item) {
    return item(item.getValue(), item.getPayload());
  }

  public static Item item(long value, ByteString payload) {
    return Item.newBuilder().setValue(value).setPayload(payload).build();
  }

  /** The payload of that many bytes: byte i is i, modulo 256. */
  public static ByteString payload(int bytes) {
    byte[] payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      payload[i] = (byte) i;
    }
    return UnsafeByteOperations.unsafeWrap(payload);
  }

  @Override
  public Iterator<Item> iterator() {
    long end = order.getFirst() + order.getCount();
    return new Iterator<>() {
      private long next = order.getFirst();

      @Override
      public boolean hasNext() {
        return next < end;
      }

      @Override
      public Item next() {
        if (next >= end) {
          throw new NoSuchElementException();
        }
        return item(next++, payload);
      }
    };
  }
}
