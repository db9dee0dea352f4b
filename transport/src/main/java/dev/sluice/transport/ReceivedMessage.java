package dev.sluice.transport;

import dev.sluice.ArrayBacked;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;

/** A message that arrived, as a part of an array that is never written to again. */
final class ReceivedMessage extends ByteArrayInputStream implements ArrayBacked, KnownLength {
  ReceivedMessage(byte[] bytes, int start, int length) {
    super(bytes, start, length);
  }

  @Override
  public byte[] array() {
    return buf;
  }

  @Override
  public int offset() {
    return pos;
  }

  @Override
  public int length() {
    return available();
  }
}
