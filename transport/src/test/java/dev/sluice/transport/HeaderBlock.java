package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Header blocks of literals that are not indexed (RFC 7541, 6.2.2), so that nothing is checked. */
final class HeaderBlock {
  private static final int MAX_SHORT_LENGTH = 127;

  private HeaderBlock() {}

  static byte[] of(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      literal(block, namesAndValues[i].getBytes(ISO_8859_1));
      literal(block, namesAndValues[i + 1].getBytes(ISO_8859_1));
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, byte[] text) {
    if (text.length < MAX_SHORT_LENGTH) {
      block.write(text.length);
    } else {
      block.write(MAX_SHORT_LENGTH);
      int rest = text.length - MAX_SHORT_LENGTH;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(text);
  }

  /** The headers of a request to a method of {@link ByteCalls}, and more of them. */
  static String[] request(String method, String... more) {
    return with(
        new String[] {
          ":method", "POST",
          ":scheme", "http",
          ":path", "/" + ByteCalls.SERVICE + "/" + method,
          ":authority", "localhost",
          "content-type", "application/grpc",
          "te", "trailers"
        },
        more);
  }

  static String[] response(String... more) {
    return with(new String[] {":status", "200", "content-type", "application/grpc"}, more);
  }

  static String[] with(String[] namesAndValues, String... more) {
    String[] all = Arrays.copyOf(namesAndValues, namesAndValues.length + more.length);
    System.arraycopy(more, 0, all, namesAndValues.length, more.length);
    return all;
  }

  /** The same headers, with another value for one of them; null leaves it out. */
  static String[] replaced(String[] namesAndValues, String name, String value) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      boolean it = namesAndValues[i].equals(name);
      if (!it || value != null) {
        all.add(namesAndValues[i]);
        all.add(it ? value : namesAndValues[i + 1]);
      }
    }
    return all.toArray(String[]::new);
  }
}
