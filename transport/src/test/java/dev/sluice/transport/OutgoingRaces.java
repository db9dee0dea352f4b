package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import dev.sluice.Interleavings;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What a sender writes is taken once, whole and in order, and it learns when there is room again.
 */
class OutgoingRaces {
  private static final int INTERLEAVINGS = 200;
  private static final int MESSAGE_BYTES = Outgoing.PREFIX_BYTES + 1;

  @Test
  void messagesAreTakenOnceAndInOrder() {
    Interleavings.of(() -> new Scene(1_000))
        .thread(scene -> {
          scene.write(7);
          scene.write(8);
          scene.write(9);
        })
        .thread(scene -> {
          scene.takeAndWrite();
          scene.takeAndWrite();
        })
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.takeAndWrite();
              expect(scene.taken.equals("7 8 9 "), scene.taken);
            });
  }

  @Test
  void aSenderThatFoundNoRoomIsToldOnceThereIs() {
    // Room for one message and a bit: the second fills it.
    Interleavings.of(() -> new Scene(MESSAGE_BYTES + 1))
        .thread(scene -> {
          scene.write(7);
          scene.write(8);
          scene.waits = !scene.outgoing.isReady();
        })
        .thread(scene -> {
          scene.takeAndWrite();
          scene.takeAndWrite();
        })
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.takeAndWrite();
              expect(!scene.waits || scene.told.get(), "whoever waits is told");
              expect(scene.outgoing.isReady(), "all is written");
            });
  }

  private static final class Scene {
    final Outgoing outgoing;
    final AtomicBoolean told = new AtomicBoolean();
    boolean waits;
    String taken = "";

    Scene(int readyThresholdBytes) {
      outgoing =
          new Outgoing(
              UnpooledByteBufAllocator.DEFAULT,
              StatsTraceContext.NOOP,
              false,
              new SendBuffer(readyThresholdBytes, readyThresholdBytes));
    }

    void write(int value) {
      outgoing.write(new ByteArrayInputStream(new byte[] {(byte) value}));
    }

    /** As a sender does that writes by itself: Lincheck cannot follow Netty's buffers. */
    void takeAndWrite() {
      int bytes = outgoing.pending(1_000);
      if (bytes > 0) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        outgoing.peek(data);
        outgoing.skipPending(bytes);
        for (int i = Outgoing.PREFIX_BYTES; i < bytes; i += MESSAGE_BYTES) {
          taken += data.array()[i] + " ";
        }
        if (outgoing.written(bytes)) {
          told.set(true);
        }
      }
    }
  }
}
