package dev.sluice;

import static dev.sluice.Interleavings.expect;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * One thread at a time touches the call; nobody waits for ever; and what ends the call is done
 * once, after all else.
 */
class OutboxRaces {
  private static final int INTERLEAVINGS = 200;

  @Test
  void aBlockedSenderGoesOnOnceTheTransportIsReady() {
    Interleavings.of(() -> new Scene(false))
        .thread(Scene::send)
        .thread(Scene::becomeReady)
        .explore(INTERLEAVINGS, scene -> expect(scene.written == 1, "written"));
  }

  @Test
  void allBlockedSendersGoOnOnceTheTransportIsReady() {
    Interleavings.of(() -> new Scene(false))
        .thread(Scene::send)
        .thread(Scene::send)
        .thread(Scene::becomeReady)
        .explore(INTERLEAVINGS, scene -> expect(scene.written == 2, "both written"));
  }

  @Test
  void anEndLetsABlockedSenderGo() {
    Interleavings.of(() -> new Scene(false))
        .thread(Scene::send)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, scene -> scene.expectCancelled(0));
  }

  @Test
  void anEndIsPerformedOnceAndAfterTheWritesOfAllSenders() {
    Interleavings.of(() -> new Scene(true))
        .thread(Scene::send)
        .thread(Scene::send)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, scene -> scene.expectCancelled(2));
  }

  @Test
  void anEndIsPerformedOnceWhenReadinessComesAtTheSameTime() {
    Interleavings.of(() -> new Scene(false))
        .thread(Scene::send)
        .thread(Scene::becomeReady)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, scene -> scene.expectCancelled(1));
  }

  @Test
  void ofTwoEndsOneIsPerformed() {
    Interleavings.of(() -> new Scene(true))
        .thread(Scene::send)
        .thread(Scene::cancel)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, scene -> scene.expectCancelled(1));
  }

  @Test
  void aHalfCloseIsNeitherFollowedByAWriteNorDoneAfterTheEnd() {
    Interleavings.of(() -> new Scene(true))
        .thread(Scene::send)
        .thread(Scene::halfClose)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, scene -> scene.expectCancelled(1));
  }

  @Test
  void twoHalfClosesAreOne() {
    Interleavings.of(() -> new Scene(true))
        .thread(Scene::halfClose)
        .thread(Scene::halfClose)
        .explore(INTERLEAVINGS, scene -> expect(scene.halfClosed, "half-closed"));
  }

  /**
   * A call that checks how it is used. Only its readiness may be touched by two threads at once.
   */
  private static final class Scene implements Outbox.Wire<Integer> {
    final Outbox<Integer> outbox = new Outbox<>(this);
    final AtomicInteger endsWon = new AtomicInteger();
    private volatile boolean ready;
    private boolean inUse;
    int written;
    boolean halfClosed;
    private int cancelled;

    Scene(boolean ready) {
      this.ready = ready;
    }

    void send() {
      try {
        outbox.send(1);
      } catch (StatusRuntimeException e) {
        expect(e.getStatus().getCode() == Status.Code.CANCELLED, "the status of the call");
      } catch (IllegalStateException e) {
        expect(halfClosed, "refused after a half-close only");
      }
    }

    void becomeReady() {
      ready = true;
      outbox.ready();
    }

    void cancel() {
      if (outbox.end(Ending.here(Status.CANCELLED), () -> use(() -> cancelled++))) {
        endsWon.incrementAndGet();
      }
    }

    void halfClose() {
      outbox.halfClose(() ->
          use(() -> {
            expect(!halfClosed, "one half-close");
            halfClosed = true;
          }));
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void write(Integer message) {
      use(() -> {
        expect(!halfClosed, "no write after a half-close");
        written += message;
      });
    }

    private void use(Runnable action) {
      expect(cancelled == 0, "nothing after the end");
      expect(!inUse, "one thread at a time");
      inUse = true;
      action.run();
      inUse = false;
    }

    void expectCancelled(int maxWritten) {
      expect(endsWon.get() == 1, "one end wins");
      expect(cancelled == 1, "performed once");
      expect(written <= maxWritten, "written " + written);
    }
  }
}
