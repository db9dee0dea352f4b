package dev.sluice;

import static dev.sluice.Interleavings.expect;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

/** The client and the transport end a call at once: all operations agree on who was first. */
class ClientStreamRaces {
  private static final int INTERLEAVINGS = 200;

  @Test
  void everyOperationSeesTheEndThatWasFirst() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::close)
        .thread(Scene::cancel)
        .explore(INTERLEAVINGS, Scene::expectOneEnd);
  }

  @Test
  void aReaderLearnsOfTheEndThatWasFirst() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::close)
        .thread(Scene::cancel)
        .thread(scene -> scene.outcome = scene.receive())
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.expectOneEnd();
              expect(scene.outcome.equals(scene.status()), scene.outcome);
            });
  }

  @Test
  void aSenderLearnsOfTheEndThatWasFirst() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::close)
        .thread(Scene::cancel)
        .thread(scene -> scene.outcome = scene.send())
        .explore(
            INTERLEAVINGS,
            scene -> {
              scene.expectOneEnd();
              expect(
                  scene.outcome.equals("sent") || scene.outcome.equals(scene.status()),
                  scene.outcome);
            });
  }

  @Test
  void whoHasReceivedTheEndCanSendNoMore() {
    Interleavings.of(() -> new Scene())
        .thread(Scene::close)
        .thread(scene -> scene.outcome = scene.receive() + ", then " + scene.send())
        .explore(
            INTERLEAVINGS,
            scene -> expect(scene.outcome.equals("ABORTED, then ABORTED"), scene.outcome));
  }

  private static final class Scene extends Channel {
    final FakeCall call = new FakeCall();
    final ClientStream<Long, Long> stream =
        new ClientStream<>(this, Numbers.BIDI, CallOptions.DEFAULT, 4);
    String outcome = "";

    void close() {
      stream.onClose(Status.ABORTED, new Metadata());
    }

    void cancel() {
      stream.cancel("", null);
    }

    String send() {
      try {
        stream.outbox().send(1L);
        return "sent";
      } catch (StatusRuntimeException e) {
        return e.getStatus().getCode().name();
      }
    }

    String receive() {
      try {
        return String.valueOf(stream.inbox().receive());
      } catch (StatusRuntimeException e) {
        return e.getStatus().getCode().name();
      }
    }

    String status() {
      return stream.ending().status().getCode().name();
    }

    void expectOneEnd() {
      String first = status();
      expect(receive().equals(first), "the receiver agrees");
      expect(send().equals(first), "the sender agrees");
      expect(call.cancelled == (first.equals("CANCELLED") ? 1 : 0), "the call is told");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      return (ClientCall<Q, R>) call;
    }

    @Override
    public String authority() {
      return "test";
    }
  }

  /** A call that checks that one thread at a time uses it. */
  private static final class FakeCall extends ClientCall<Long, Long> {
    private boolean inUse;
    int cancelled;

    @Override
    public void sendMessage(Long message) {
      use(() -> expect(cancelled == 0, "nothing after the end"));
    }

    @Override
    public void cancel(String message, Throwable cause) {
      use(() -> cancelled++);
    }

    private void use(Runnable action) {
      expect(!inUse, "one thread at a time");
      inUse = true;
      action.run();
      inUse = false;
    }

    @Override
    public void start(Listener<Long> listener, Metadata headers) {}

    @Override
    public void request(int count) {}

    @Override
    public void halfClose() {}
  }
}
