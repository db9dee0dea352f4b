package dev.sluice;

import static dev.sluice.Interleavings.expect;

import io.grpc.MethodDescriptor.Marshaller;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sender, attempts that attach, and the end of the call meet at a replay buffer: each attempt
 * gets all messages once and in order, until they are dropped; then none is kept.
 */
class ReplayRaces {
  private static final int INTERLEAVINGS = 60;

  static {
    // Lincheck would see initializers run in the first interleaving only.
    Scene.begun().send(2);
  }

  @Test
  void aRetryGetsOnceWhatIsSentMeanwhile() {
    Interleavings.of(() -> Scene.begun())
        .thread(scene -> {
          scene.send(2);
          scene.send(3);
          scene.send(4);
        })
        .thread(scene -> scene.retry(scene.original, scene.second))
        .explore(INTERLEAVINGS, scene -> scene.expectAllAt(scene.second));
  }

  @Test
  void aSenderThatFindsNoAttemptYetLeavesNothingBehind() {
    Interleavings.of(() -> new Scene())
        .thread(scene -> {
          if (scene.buffer.hasBegun()) {
            scene.send(2);
          } else {
            scene.drop();
          }
        })
        .thread(scene -> scene.attach(scene.original))
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.expectAllAt(scene.original);
              if (scene.dropped) {
                scene.expectNothingKept();
              }
            });
  }

  @Test
  void anAttemptThatFailsWithAMessageIsFollowedByOneThatGetsIt() {
    Interleavings.of(() -> Scene.begun())
        .thread(scene -> {
          scene.original.onMessage = () -> scene.retry(scene.original, scene.second);
          scene.send(2);
          scene.send(3);
        })
        .thread(scene -> scene.attach(scene.third))
        .explore(INTERLEAVINGS, scene -> scene.expectAllAt(scene.second, scene.third));
  }

  @Test
  void anAttemptThatFailsAmongKeptMessagesIsFollowedByOneThatGetsThem() {
    Interleavings.of(() -> Scene.keeping())
        .thread(scene -> scene.send(4))
        .thread(scene -> {
          scene.second.onMessage = () -> scene.retry(scene.second, scene.third);
          scene.attach(scene.second);
        })
        .explore(INTERLEAVINGS, scene -> scene.expectAllAt(scene.original, scene.third));
  }

  @Test
  void anAttemptAfterTheEndOfTheCallGetsNothing() {
    Interleavings.of(() -> Scene.begun())
        .thread(scene -> {
          scene.send(2);
          scene.send(3);
        })
        .thread(scene -> {
          scene.drop();
          scene.attach(scene.second);
        })
        .explore(INTERLEAVINGS, Scene::expectNothingKept);
  }

  @Test
  void nothingIsKeptAfterACallThatEndsAsAnAttemptGetsAMessage() {
    Interleavings.of(() -> Scene.keeping())
        .thread(scene -> {
          scene.original.onMessage = scene::drop;
          scene.send(4);
          scene.send(5);
        })
        .thread(scene -> {
          scene.second.onMessage = scene::drop;
          scene.attach(scene.second);
        })
        .explore(INTERLEAVINGS, Scene::expectNothingKept);
  }

  @Test
  void theEndOfACallWaitsForNobody() {
    Interleavings.of(() -> Scene.keeping())
        .thread(scene -> {
          scene.original.onMessage = scene::awaitDrop;
          scene.send(4);
        })
        .thread(scene -> {
          scene.second.onMessage = scene::awaitDrop;
          scene.attach(scene.second);
        })
        .thread(Scene::drop)
        .explore(INTERLEAVINGS, Scene::expectNothingKept);
  }

  /** A call whose first message is about to be sent, and attempts at it. */
  private static final class Scene {
    final ReplayBuffer buffer = new ReplayBuffer();
    final Attempt original = new Attempt();
    final Attempt second = new Attempt();
    final Attempt third = new Attempt();
    private final Object first = new Object();
    private volatile int sent = 1;
    private final Object drops = new Object();
    volatile boolean dropped;

    Scene() {
      buffer.begin(first);
    }

    /** The first message has arrived at the first attempt. */
    static Scene begun() {
      Scene scene = new Scene();
      scene.attach(scene.original);
      return scene;
    }

    /** Other messages are kept, in more than one chunk. */
    static Scene keeping() {
      Scene scene = begun();
      scene.send(2);
      scene.send(3);
      return scene;
    }

    void send(int message) {
      buffer.send(Sized.MESSAGES, message);
      sent = message;
    }

    void attach(Attempt attempt) {
      boolean late = dropped;
      attempt.take(1);
      buffer.attach(first, attempt);
      expect(!late || attempt.got.equals("1 "), "late, and given " + attempt.got);
      attempt.attached = true;
    }

    void retry(Attempt failed, Attempt next) {
      failed.closed = true;
      attach(next);
    }

    void drop() {
      expectSentArrived();
      buffer.drop();
      synchronized (drops) {
        dropped = true;
        drops.notifyAll();
      }
    }

    void awaitDrop() {
      synchronized (drops) {
        while (!dropped) {
          try {
            drops.wait();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    }

    private void expectSentArrived() {
      String soFar = upTo(sent);
      for (Attempt attempt : List.of(original, second, third)) {
        expect(!attempt.attached || attempt.got.startsWith(soFar), attempt.got);
      }
    }

    void expectAllAt(Attempt... attempts) {
      for (Attempt attempt : attempts) {
        expect(attempt.got.equals(upTo(sent)), attempt.got);
      }
    }

    void expectNothingKept() {
      for (Attempt attempt : List.of(original, second)) {
        expect(upTo(sent).startsWith(attempt.got), attempt.got);
      }
      expect(!buffer.hasBegun(), "no attempt is kept");
      attach(third);
    }

    private static String upTo(int last) {
      String all = "";
      for (int message = 1; message <= last; message++) {
        all += message + " ";
      }
      return all;
    }
  }

  /** A stream that checks that one thread at a time writes to it, and keeps what it gets. */
  private static final class Attempt implements MessageSink {
    private boolean inUse;
    String got = "";
    volatile boolean attached;
    volatile boolean closed;

    /** Done once, by whoever brings the next message. */
    Runnable onMessage;

    void take(int message) {
      expect(!inUse, "one thread at a time");
      inUse = true;
      got += message + " ";
      inUse = false;
    }

    @Override
    public <T> void send(Marshaller<T> marshaller, T message) {
      if (closed) {
        return;
      }
      ArrayMarshaller<T> arrays = (ArrayMarshaller<T>) marshaller;
      byte[] bytes = new byte[arrays.size(message)];
      arrays.write(message, bytes, 0, bytes.length);
      take(Sized.MESSAGES.read(bytes, 0, bytes.length));
      Runnable action = onMessage;
      if (action != null) {
        onMessage = null;
        action.run();
      }
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void checkSize(int bytes) {}

    @Override
    public int messagesSent() {
      return got.length() / 2;
    }
  }

  /** Messages that tell by their size, their first byte and their last byte which they are. */
  private static final class Sized implements ArrayMarshaller<Integer> {
    static final Sized MESSAGES = new Sized();

    /** So that the second message and the third do not fit into one chunk. */
    private static final int BYTES = 60;

    @Override
    public int size(Integer message) {
      return BYTES * message;
    }

    @Override
    public void write(Integer message, byte[] target, int offset, int size) {
      target[offset] = message.byteValue();
      target[offset + size - 1] = message.byteValue();
    }

    @Override
    public Integer read(byte[] source, int offset, int length) {
      int message = source[offset];
      expect(length == size(message), "of the size of " + message + ": " + length);
      expect(source[offset + length - 1] == message, "the end of " + message);
      return message;
    }
  }
}
