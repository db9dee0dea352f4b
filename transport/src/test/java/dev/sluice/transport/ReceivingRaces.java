package dev.sluice.transport;

import static dev.sluice.Interleavings.expect;

import dev.sluice.Interleavings;
import dev.sluice.MessageSource;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.internal.ServerStreamListener;
import io.grpc.internal.StatsTraceContext;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/**
 * The event loop brings messages and the end, the application asks for them, and a receiver may
 * come to take them itself: either it or the listener gets all of them, in order, and the end.
 */
class ReceivingRaces {
  private static final int INTERLEAVINGS = 200;

  static {
    // Lincheck would see initializers run in the first interleaving only.
    new Scene(false);
  }

  @Test
  void theListenerGetsWhatItRequestsAndThenTheEnd() {
    Interleavings.of(() -> new Scene(false))
        .thread(scene -> {
          scene.arrive(7, false);
          scene.arrive(8, true);
        })
        .thread(scene -> {
          scene.stream.request(1);
          scene.stream.request(1);
        })
        .thread(Scene::takeWhatIsAvailable)
        .explore(INTERLEAVINGS, scene -> scene.expectHeard("7 8 end "));
  }

  @Test
  void theListenerMayTakeMessagesAtOnce() {
    Interleavings.of(() -> new Scene(true))
        .thread(scene -> {
          scene.arrive(7, false);
          scene.arrive(8, true);
        })
        .thread(scene -> {
          scene.stream.request(1);
          scene.stream.request(1);
        })
        .explore(INTERLEAVINGS, scene -> scene.expectHeard("7 8 end "));
  }

  @Test
  void eitherTheReceiverGetsAllMessagesOrTheListener() {
    Interleavings.of(() -> new Scene(false))
        .thread(scene -> {
          scene.arrive(7, false);
          scene.arrive(8, true);
        })
        .thread(scene -> {
          scene.stream.request(2);
          scene.takeWhatIsAvailable();
        })
        .thread(scene -> {
          scene.attach();
          scene.poll();
        })
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.expectHeard(scene.attached ? "end " : "7 8 end ");
              scene.expectPolled(scene.attached ? "7 8 " : "");
            });
  }

  @Test
  void theEndIsToldAfterTheMessagesThatAreBeingTaken() {
    Interleavings.of(() -> Scene.available())
        .thread(scene -> scene.arriveEnd())
        .thread(Scene::takeWhatIsAvailable)
        .explore(INTERLEAVINGS, scene -> scene.expectHeard("7 end "));
  }

  @Test
  void aReceiverThatComesIsWokenForWhatArrives() {
    Interleavings.of(() -> new Scene(false))
        .thread(scene -> scene.arrive(7, false))
        .thread(scene -> {
          scene.attach();
          scene.pollIfWoken();
        })
        .explore(INTERLEAVINGS, scene -> scene.expectPolled("7 "));
  }

  @Test
  void whatIsTakenWhileTheEventLoopLooksIsCredited() {
    Interleavings.of(() -> Scene.polled())
        .thread(Scene::poll)
        .thread(scene -> scene.look(scene.stream))
        .explore(INTERLEAVINGS, scene -> scene.expectCredited(2 * Scene.MESSAGE_BYTES));
  }

  @Test
  void aReceiverIsWokenAndWhatItTakesIsCredited() {
    Interleavings.of(() -> Scene.attached())
        .thread(scene -> {
          scene.arrive(7, false);
          scene.look(scene.stream);
          scene.arrive(8, true);
          scene.look(scene.stream);
        })
        .thread(scene -> {
          scene.pollIfWoken();
          scene.pollIfWoken();
        })
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.expectPolled("7 8 ");
              scene.expectCredited(2 * Scene.MESSAGE_BYTES);
            });
  }

  @Test
  void theCallIsClosedOnceAndNothingIsToldAfterwards() {
    Interleavings.of(() -> new Scene(false))
        .thread(scene -> {
          scene.arrive(7, true);
          // A cancelled call is closed on a virtual thread, which cannot be explored.
          scene.stream.ended(Status.OK);
        })
        .thread(scene -> scene.stream.request(1))
        .thread(Scene::takeWhatIsAvailable)
        .explore(INTERLEAVINGS, scene -> expect(scene.closed == 1, "closed once"));
  }

  /** A call on a server, with its listener, and a receiver that may come. */
  private static final class Scene extends FakeConnection.Scene
      implements ServerStreamListener, MessageSource.Waker, Marshaller<Integer> {
    static final int MESSAGE_BYTES = Outgoing.PREFIX_BYTES + 1;

    final ServerCallStream stream =
        new ServerCallStream(
            connection(), FakeConnection.HTTP2_STREAM, null, false, StatsTraceContext.NOOP);
    private final boolean atOnce;
    private volatile MessageProducer available;
    private boolean inListener;
    private String heard = "";
    int closed;

    boolean attached;
    private volatile boolean woken;
    private String polled = "";

    Scene(boolean atOnce) {
      this.atOnce = atOnce;
      stream.setListener(this);
    }

    static Scene attached() {
      Scene scene = new Scene(false);
      scene.attach();
      return scene;
    }

    /** The listener has been told of a message. */
    static Scene available() {
      Scene scene = new Scene(false);
      scene.stream.request(2);
      scene.arrive(7, false);
      return scene;
    }

    /** The receiver has taken a message, and another one has arrived. */
    static Scene polled() {
      Scene scene = attached();
      scene.arrive(7, false);
      scene.poll();
      scene.arrive(8, false);
      return scene;
    }

    void arriveEnd() {
      stream.dataReceived(Unpooled.EMPTY_BUFFER, true);
    }

    void arrive(int value, boolean last) {
      byte[] message = {0, 0, 0, 0, 1, (byte) value};
      stream.dataReceived(Unpooled.wrappedBuffer(message), last);
    }

    // The listener

    @Override
    public void messagesAvailable(MessageProducer producer) {
      tell(() -> {
        expect(available == null, "told of messages once at a time");
        available = producer;
      });
      if (atOnce) {
        takeWhatIsAvailable();
      }
    }

    /** What an executor does that the listener asks to. */
    void takeWhatIsAvailable() {
      MessageProducer producer = available;
      if (producer != null) {
        available = null;
        for (InputStream next = producer.next(); next != null; next = producer.next()) {
          heard += parse(next) + " ";
        }
      }
    }

    @Override
    public void halfClosed() {
      tell(() -> heard += "end ");
    }

    @Override
    public void closed(Status status) {
      tell(() -> closed++);
    }

    @Override
    public void onReady() {}

    @SuppressWarnings("MissingOverride") // grpc-java has it from 1.85 on.
    public void triggerEvent(Object event) {}

    private void tell(Runnable told) {
      expect(!inListener, "one thread at a time");
      expect(closed == 0, "nothing after the end");
      inListener = true;
      told.run();
      inListener = false;
    }

    void expectHeard(String all) {
      while (available != null) {
        takeWhatIsAvailable();
      }
      expect(heard.equals(all), heard);
    }

    // The receiver

    void attach() {
      attached = stream.attach(this);
    }

    @Override
    public void messagesArrived() {
      woken = true;
    }

    @Override
    public void readyToSend() {}

    void pollIfWoken() {
      if (woken) {
        woken = false;
        poll();
      }
    }

    void poll() {
      try {
        for (Integer next = stream.poll(this); next != null; next = stream.poll(this)) {
          polled += next + " ";
        }
      } catch (StatusException e) {
        throw new AssertionError(e);
      }
    }

    void expectPolled(String all) {
      pollIfWoken();
      expect(polled.equals(all), polled);
    }

    void expectCredited(int bytes) {
      while (look(stream)) {}
      expect(creditGiven == bytes, "all that was taken is given back");
    }

    @Override
    public InputStream stream(Integer value) {
      throw new AssertionError("nothing is sent here");
    }

    @Override
    public Integer parse(InputStream message) {
      try (message) {
        return message.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
