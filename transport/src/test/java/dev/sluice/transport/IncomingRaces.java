package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import dev.sluice.Interleavings;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What the event loop appends is found once, in order, and all of it is credited in the end. */
class IncomingRaces {
  private static final int INTERLEAVINGS = 200;

  @Test
  void messagesAreFoundInOrderHoweverTheyAreCut() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.append(0, 3);
          scene.append(3, 9);
          scene.append(9, Scene.BYTES.length);
        })
        .thread(scene -> {
          scene.takeAll();
          scene.takeAll();
        })
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.takeAll();
              expect(scene.found.equals("7 8 9 "), scene.found);
              expect(!scene.incoming.hasPartialMessage(), "nothing is left");
              expect(scene.incoming.credit() == Scene.BYTES.length, "all is credited");
            });
  }

  @Test
  void whoLooksAfterTheEndWasToldFindsAllThatCameBefore() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.append(0, 6);
          scene.append(6, Scene.BYTES.length);
          scene.ended = true;
        })
        .thread(scene -> {
          // As a receiver does: the end first, then the messages.
          boolean ended = scene.ended;
          scene.takeAll();
          if (ended) {
            scene.atEnd = scene.found;
          }
        })
        .explore(
            INTERLEAVINGS,
            scene -> expect(scene.atEnd.isEmpty() || scene.atEnd.equals("7 8 9 "), scene.atEnd));
  }

  private static final class Scene {
    /** Three messages of a byte each. */
    static final byte[] BYTES = {0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 1, 9};

    final Incoming incoming = new Incoming(StatsTraceContext.NOOP, false, 1_000);
    volatile boolean ended;
    String found = "";
    String atEnd = "";

    void append(int from, int to) {
      ByteBuf data = Unpooled.wrappedBuffer(BYTES, from, to - from);
      incoming.append(data);
    }

    void takeAll() throws AssertionError {
      try {
        while (incoming.advance()) {
          expect(incoming.length() == 1, "a message of one byte");
          found += incoming.array()[incoming.start()] + " ";
        }
      } catch (Incoming.MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
