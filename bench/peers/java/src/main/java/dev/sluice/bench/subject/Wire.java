package dev.sluice.bench.subject;

import dev.sluice.bench.peer.Fold;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How items are written on a socket, and read from it; one thread writes, and one reads. */
interface Wire {
  int BUFFER_BYTES = 64 << 10;

  /** Makes the wire of a stream whose items have a payload of that many bytes. */
  interface Factory {
    Wire on(InputStream in, OutputStream out, int payloadBytes);
  }

  /** Writes an item of that value into the buffer. */
  void write(long value) throws IOException;

  void flush() throws IOException;

  /**
   * Reads an item.
   *
   * @return false at the end of the stream
   */
  boolean read(Fold fold) throws IOException;

  /**
   * Writes back what it reads, until the end of the stream.
   *
   * @param oneByOne whether the other side waits for each echo
   */
  void echo(boolean oneByOne) throws IOException;
}
