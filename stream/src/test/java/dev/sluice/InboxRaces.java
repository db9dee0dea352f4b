package dev.sluice;

import static dev.sluice.Interleavings.expect;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a transport's thread puts in is received once, in order, and before the end. */
class InboxRaces {
  private static final int INTERLEAVINGS = 200;

  @Test
  void aMessageWakesTheReceiver() {
    Interleavings.of(() -> new Scene(4))
        .thread(scene -> scene.inbox.put(1))
        .thread(Scene::receiveOnce)
        .explore(INTERLEAVINGS, scene -> scene.expectReceived("1"));
  }

  @Test
  void everyMessageIsReceivedBeforeTheEnd() {
    Interleavings.of(() -> new Scene(4))
        .thread(scene -> {
          scene.inbox.put(1);
          scene.inbox.put(2);
          scene.inbox.end(Ending.HALF_CLOSED);
        })
        .thread(Scene::receiveAll)
        .explore(INTERLEAVINGS, scene -> scene.expectReceived("1 2 end"));
  }

  @Test
  void everyMessageIsReceivedBeforeTheStatus() {
    Interleavings.of(() -> new Scene(4))
        .thread(scene -> {
          scene.inbox.put(1);
          scene.inbox.end(Ending.byPeer(Status.ABORTED, new Metadata()));
        })
        .thread(Scene::receiveAll)
        .explore(INTERLEAVINGS, scene -> scene.expectReceived("1 ABORTED"));
  }

  @Test
  void ofTwoEndsOneIsSeenForEver() {
    Interleavings.of(() -> new Scene(4))
        .thread(scene -> {
          scene.inbox.put(1);
          scene.inbox.end(Ending.HALF_CLOSED);
        })
        .thread(scene -> scene.inbox.end(Ending.here(Status.CANCELLED)))
        .thread(scene -> {
          scene.receiveAll();
          scene.receiveAll();
        })
        .explore(
            INTERLEAVINGS,
            scene ->
                scene.expectReceived("1 end end", "CANCELLED CANCELLED", "1 CANCELLED CANCELLED"));
  }

  @Test
  void aFullRingTakesTheNextMessageOnceItIsRequested() {
    Interleavings.of(() -> Scene.full())
        .thread(scene -> {
          scene.awaitRequest();
          scene.inbox.put(3);
          scene.inbox.end(Ending.HALF_CLOSED);
        })
        .thread(Scene::receiveOnce)
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.receiveAll();
              scene.expectReceived("1 2 3 end");
            });
  }

  @Test
  void aSecondReceiverIsRefusedAndTakesNothing() {
    Interleavings.of(() -> new Scene(4))
        .thread(scene -> {
          scene.inbox.put(1);
          scene.inbox.put(2);
          scene.inbox.end(Ending.HALF_CLOSED);
        })
        .thread(Scene::receiveOnce)
        .thread(Scene::receiveOnce)
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.receiveAll();
              scene.expectReceived("1 2 end", "2 1 end", "refused 1 2 end", "1 refused 2 end");
            });
  }

  private static final class Scene {
    final Inbox<Integer> inbox;
    private final Signal requests = new Signal();
    private final AtomicInteger requested = new AtomicInteger();
    private String received = "";

    Scene(int prefetch) {
      inbox = new Inbox<>(prefetch, this::request);
    }

    static Scene full() {
      Scene scene = new Scene(2);
      scene.inbox.put(1);
      scene.inbox.put(2);
      return scene;
    }

    private void request(int count) {
      requested.addAndGet(count);
      requests.signal();
    }

    void awaitRequest() throws InterruptedException {
      requests.await(() -> requested.get() > 0, Signal.FOREVER);
      requested.decrementAndGet();
    }

    void receiveAll() {
      try {
        for (Integer message = inbox.receive(); message != null; message = inbox.receive()) {
          note(message.toString());
        }
        note("end");
      } catch (StatusRuntimeException e) {
        note(e.getStatus().getCode().name());
      }
    }

    void receiveOnce() {
      try {
        note(String.valueOf(inbox.receive()));
      } catch (IllegalStateException e) {
        note("refused");
      }
    }

    private synchronized void note(String what) {
      received = received.isEmpty() ? what : received + " " + what;
    }

    void expectReceived(String... anyOf) {
      expect(List.of(anyOf).contains(received), received);
    }
  }
}
