package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import dev.sluice.bench.peer.Items;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Plain bytes: an item is the eight bytes of its value, and those bytes of its payload that are not
 * under them. Nothing is built, parsed or allocated for an item; an echo copies blocks.
 */
final class BytesWire implements Wire {
  private static final VarHandle VALUE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final InputStream in;
  private final OutputStream out;
  private final int payloadBytes;

  /** The payload; the value is written in place of its beginning. */
  private final byte[] payload;

  private final byte[] written = new byte[BUFFER_BYTES];
  private int writtenEnd;

  private final byte[] read = new byte[BUFFER_BYTES];
  private int readStart;
  private int readEnd;

  BytesWire(InputStream in, OutputStream out, int payloadBytes) {
    this.in = in;
    this.out = out;
    this.payloadBytes = payloadBytes;
    this.payload = Items.payload(payloadBytes).toByteArray();
  }

  @Override
  public void write(long value) throws IOException {
    if (BUFFER_BYTES - writtenEnd < Long.BYTES) {
      flush();
    }
    VALUE.set(written, writtenEnd, value);
    writtenEnd += Long.BYTES;
    int start = Long.BYTES;
    while (start < payloadBytes) {
      if (writtenEnd == BUFFER_BYTES) {
        flush();
      }
      int length = Math.min(payloadBytes - start, BUFFER_BYTES - writtenEnd);
      System.arraycopy(payload, start, written, writtenEnd, length);
      writtenEnd += length;
      start += length;
    }
  }

  @Override
  public void flush() throws IOException {
    out.write(written, 0, writtenEnd);
    writtenEnd = 0;
  }

  @Override
  public boolean read(Fold fold) throws IOException {
    if (readEnd - readStart < Long.BYTES && !fillValue()) {
      return false;
    }
    long value = (long) VALUE.get(read, readStart);
    readStart += Long.BYTES;
    fold.add(value, payloadBytes, payloadBytes > Long.BYTES ? skipToLast() : impliedLast());
    return true;
  }

  /** The payload is wholly under the value. */
  private byte impliedLast() {
    return payloadBytes == 0 ? 0 : (byte) (payloadBytes - 1);
  }

  private byte skipToLast() throws IOException {
    int left = payloadBytes - Long.BYTES;
    while (readEnd - readStart < left) {
      left -= readEnd - readStart;
      readStart = 0;
      readEnd = 0;
      if (!fill()) {
        throw new EOFException("the stream ended within an item");
      }
    }
    readStart += left;
    return read[readStart - 1];
  }

  /**
   * Makes sure that a whole value is in the buffer.
   *
   * @return false at the end of the stream
   */
  private boolean fillValue() throws IOException {
    System.arraycopy(read, readStart, read, 0, readEnd - readStart);
    readEnd -= readStart;
    readStart = 0;
    while (readEnd < Long.BYTES) {
      if (!fill()) {
        if (readEnd == 0) {
          return false;
        }
        throw new EOFException("the stream ended within a value");
      }
    }
    return true;
  }

  private boolean fill() throws IOException {
    int length = in.read(read, readEnd, BUFFER_BYTES - readEnd);
    if (length < 0) {
      return false;
    }
    readEnd += length;
    return true;
  }

  @Override
  public void echo(boolean oneByOne) throws IOException {
    while (fill()) {
      out.write(read, 0, readEnd);
      readEnd = 0;
    }
  }
}
