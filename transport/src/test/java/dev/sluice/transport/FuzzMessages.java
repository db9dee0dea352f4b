package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.grpc.Codec;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Fuzzes how bytes are told into messages: whatever arrives and in whatever pieces, the same
 * messages are found, and nothing but a {@link Incoming.MalformedException} is thrown.
 *
 * <p>An input's first byte says whether messages may be compressed, its second how large they may
 * be, its third how the rest is cut.
 */
public final class FuzzMessages {
  private static final int OPTIONS = 3;

  private FuzzMessages() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < OPTIONS) {
      return;
    }
    boolean gzip = (input[0] & 1) != 0;
    int maxBytes = 16 * (input[1] & 0xff);
    byte[] bytes = Arrays.copyOfRange(input, OPTIONS, input.length);
    List<String> whole = new Reading(maxBytes, gzip).of(bytes, bytes.length, new Random(0));
    for (int largest : new int[] {1, 4, 64}) {
      Random cuts = new Random(input[2]);
      assertThat(new Reading(maxBytes, gzip).of(bytes, largest, cuts))
          .as("what is found in pieces of up to %s bytes", largest)
          .isEqualTo(whole);
    }
  }

  private static final class Reading {
    private final int maxBytes;
    private final Incoming incoming;
    private final List<String> found = new ArrayList<>();
    private int messages;
    private boolean failed;

    Reading(int maxBytes, boolean gzip) {
      this.maxBytes = maxBytes;
      incoming = new Incoming(StatsTraceContext.NOOP, true, maxBytes);
      if (gzip) {
        incoming.setDecompressor(new Codec.Gzip());
      }
    }

    /** The messages, and how it ended. */
    List<String> of(byte[] bytes, int largestPiece, Random cuts) {
      int at = 0;
      while (at < bytes.length) {
        int left = bytes.length - at;
        int piece =
            largestPiece >= bytes.length ? left : Math.min(1 + cuts.nextInt(largestPiece), left);
        incoming.append(Unpooled.wrappedBuffer(bytes, at, piece));
        at += piece;
        drain(at, cuts.nextBoolean());
      }
      found.add(failed ? "failed" : incoming.hasPartialMessage() ? "unfinished" : "finished");
      return found;
    }

    private void drain(int arrived, boolean asksFirst) {
      try {
        while (!asksFirst || incoming.hasMessage()) {
          if (!incoming.advance()) {
            assertThat(asksFirst).as("a message was promised that is not there").isFalse();
            break;
          }
          take(arrived);
        }
      } catch (Incoming.MalformedException e) {
        assertThat(failed).as("failed twice").isFalse();
        failed = true;
        found.add(e.status().getCode() + " " + e.status().getDescription());
        assertNothingFollows();
        return;
      }
      if (!failed) {
        assertThat(incoming.credit()).as("window given back").isEqualTo(arrived);
      }
    }

    private void take(int arrived) throws Incoming.MalformedException {
      assertThat(failed).as("a message after a failure").isFalse();
      assertThat(incoming.length()).isBetween(0, maxBytes);
      boolean plain = incoming.isPlain();
      byte[] slice =
          Arrays.copyOfRange(
              incoming.array(), incoming.start(), incoming.start() + incoming.length());
      byte[] message = bytes(incoming.take());
      assertThat(message.length).as("bytes of a message").isLessThanOrEqualTo(maxBytes);
      if (plain) {
        assertThat(message).isEqualTo(slice);
      }
      messages++;
      assertThat(incoming.messages()).isEqualTo(messages);
      assertThat(messages).isLessThanOrEqualTo(arrived / Outgoing.PREFIX_BYTES);
      assertThat(incoming.credit()).isLessThanOrEqualTo(arrived);
      found.add(HexFormat.of().formatHex(message));
    }

    private static byte[] bytes(InputStream message) {
      try {
        return message.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void assertNothingFollows() {
      incoming.append(Unpooled.wrappedBuffer(ByteBuffer.allocate(2 * Outgoing.PREFIX_BYTES)));
      try {
        assertThat(incoming.hasMessage()).as("a message after a failure").isFalse();
        assertThat(incoming.advance()).as("a message after a failure").isFalse();
      } catch (Incoming.MalformedException e) {
        fail("failed twice", e);
      }
    }
  }
}
