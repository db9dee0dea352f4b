package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import dev.sluice.Interleavings;
import io.grpc.Status;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.StreamListener;
import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A sender and the event loop share out what is to be written: all of it is, once and in order,
 * whoever writes, and nobody is forgotten who wants the event loop to look.
 */
class SendingRaces {
  private static final int INTERLEAVINGS = 200;

  static {
    // Lincheck would see initializers run in the first interleaving only.
    new Scene();
  }

  @Test
  void whatIsFlushedIsWrittenOnceAndInOrder() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.send(7);
          scene.send(8);
        })
        .thread(Scene::lookOften)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("7 8 "));
  }

  @Test
  void whatTheSenderDoesNotWriteIsLeftToTheEventLoop() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          scene.stream.quiet = false;
          scene.send(7);
          scene.stream.quiet = true;
          scene.busy = true;
          scene.send(8);
        })
        .thread(Scene::lookOften)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("7 8 "));
  }

  @Test
  void whatIsFlushedWhileTheEventLoopLooksIsWritten() {
    Interleavings.of(() -> Scene.lingering())
        .thread(scene -> scene.send(8))
        .thread(Scene::look)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("7 8 "));
  }

  @Test
  void aLoneMessageDoesNotOvertakeOneThatTheEventLoopHasBegunToWrite() {
    Interleavings.of(() -> Scene.begun())
        .thread(scene -> scene.stream.flush())
        .thread(scene -> {
          scene.finish();
          scene.look();
        })
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("7 8 "));
  }

  @Test
  void theHalfCloseIsSeenAndGoesBehindAllMessages() {
    Interleavings.of(() -> Scene.lingering())
        .thread(scene -> {
          scene.send(8);
          scene.stream.halfClosed = true;
          scene.stream.schedule();
        })
        .thread(Scene::look)
        .explore(INTERLEAVINGS, scene -> scene.expectWritten("7 8 end "));
  }

  @Test
  void whatIsWantedWhileTheEventLoopLooksIsSeen() {
    Interleavings.of(() -> Scene.lingering())
        .thread(Scene::want)
        .thread(Scene::look)
        .explore(INTERLEAVINGS, Scene::expectLooked);
  }

  @Test
  void whatIsWantedWhileTheSenderWritesIsSeen() {
    Interleavings.of(() -> Scene.written())
        .thread(scene -> scene.stream.flush())
        .thread(scene -> {
          scene.want();
          scene.look();
        })
        .explore(INTERLEAVINGS, Scene::expectLooked);
  }

  @Test
  void whatTwoWantIsSeenAndTheStreamScheduledOnce() {
    Interleavings.of(() -> Scene.written())
        .thread(Scene::want)
        .thread(Scene::want)
        .explore(INTERLEAVINGS, Scene::expectLooked);
  }

  @Test
  void aStreamThatIsOverGivesItsWindowBack() {
    Interleavings.of(() -> Scene.written())
        .thread(scene -> scene.stream.flush())
        .thread(scene -> {
          scene.cancel();
          scene.look();
        })
        .explore(INTERLEAVINGS, Scene::expectOver);
  }

  /** A connection whose socket is a text, with the values of the messages that were written. */
  private static final class Scene extends FakeConnection.Scene {
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int MESSAGE_BYTES = Outgoing.PREFIX_BYTES + 1;

    final SentStream stream = new SentStream(this);
    private String written = "";
    private boolean writing;

    /** Whether the socket refuses what a sender would write. */
    volatile boolean busy;

    /** Whether what the event loop writes takes until {@link #finish}. */
    boolean slow;

    private byte[] unfinished = {};
    long writtenDirectly;

    Scene() {
      stream.allowDirect();
    }

    /** A message is written, but not flushed yet. */
    static Scene written() {
      Scene scene = new Scene();
      scene.write(7);
      return scene;
    }

    /** A message is flushed, and waits for the event loop. */
    static Scene scheduled() {
      Scene scene = new Scene();
      scene.stream.quiet = false;
      scene.send(7);
      return scene;
    }

    /** The event loop has written what there was, and is about to find nothing more. */
    static Scene lingering() {
      Scene scene = scheduled();
      scene.look();
      return scene;
    }

    /** A message is on its way, and another one is not flushed yet. */
    static Scene begun() {
      Scene scene = scheduled();
      scene.slow = true;
      scene.lookOften();
      scene.slow = false;
      scene.stream.quiet = true;
      scene.write(8);
      return scene;
    }

    private void write(int value) {
      stream.writeMessage(new ByteArrayInputStream(new byte[] {(byte) value}));
    }

    void send(int value) {
      write(value);
      stream.flush();
    }

    void want() {
      stream.wanted = true;
      stream.schedule();
    }

    void cancel() {
      stream.over = true;
      stream.closeOutbound();
      stream.schedule();
    }

    boolean look() {
      return look(stream);
    }

    void lookOften() {
      look();
      look();
      look();
    }

    /** The event loop writes what there is. */
    boolean write() {
      Outgoing outgoing = stream.outgoing;
      int bytes = outgoing.pending(1_000);
      if (bytes > 0) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        outgoing.peek(data);
        outgoing.skipPending(bytes);
        if (slow) {
          unfinished = data.array();
        } else {
          note(data.array());
          outgoing.written(bytes);
        }
      }
      return bytes > 0;
    }

    void finish() {
      note(unfinished);
      stream.outgoing.written(unfinished.length);
      unfinished = new byte[0];
    }

    void end() {
      written += "end ";
    }

    @Override
    boolean writeDirectly(ByteBuffer frame, BooleanSupplier permission) {
      if (busy || !permission.getAsBoolean()) {
        return false;
      }
      byte[] data = new byte[frame.remaining() - FRAME_HEADER_BYTES];
      frame.get(FRAME_HEADER_BYTES, data);
      writtenDirectly += data.length;
      note(data);
      return true;
    }

    private void note(byte[] data) {
      expect(!writing, "one writes at a time");
      writing = true;
      for (int at = 0; at < data.length; at += MESSAGE_BYTES) {
        written += data[at + Outgoing.PREFIX_BYTES] + " ";
      }
      writing = false;
    }

    /** The event loop goes on until it has no reason to. */
    private void lookToTheEnd() {
      while (look()) {}
    }

    void expectWritten(String all) {
      lookToTheEnd();
      expect(written.equals(all), written);
    }

    void expectLooked() {
      expectWritten("7 ");
      expect(stream.looked, "what was wanted is seen");
    }

    void expectOver() {
      lookToTheEnd();
      expect(written.isEmpty() || written.equals("7 "), written);
      expect(windowTaken == writtenDirectly, "what was not used is given back");
    }
  }

  /** A stream that only sends. */
  private static final class SentStream extends TransportStream {
    private final Scene scene;
    volatile boolean quiet = true;
    volatile boolean halfClosed;
    volatile boolean wanted;
    volatile boolean over;
    private boolean ended;
    boolean looked;

    SentStream(Scene scene) {
      super(scene.connection(), StatsTraceContext.NOOP, 1_000);
      this.scene = scene;
      http2Stream = FakeConnection.HTTP2_STREAM;
    }

    @Override
    boolean drain(ChannelHandlerContext ctx) {
      if (over) {
        outgoing.discard();
        returnAllowance();
        return false;
      }
      looked |= wanted;
      boolean last = halfClosed;
      boolean wrote = scene.write();
      if (last && !ended) {
        ended = true;
        wrote = true;
        scene.end();
      }
      allowDirect();
      return wrote;
    }

    @Override
    boolean wasQuiet() {
      return quiet;
    }

    @Override
    public int streamId() {
      return 1;
    }

    @Override
    StreamListener listener() {
      throw new AssertionError("nothing is delivered here");
    }

    @Override
    void deliverEnd() {}

    @Override
    void inboundFailed(Status status) {}

    @Override
    boolean isInboundComplete() {
      return false;
    }

    @Override
    boolean isListenerClosed() {
      return false;
    }
  }
}
