package dev.sluice;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class DuplexTest {
  @Test
  void bothTasksRunAtOnce() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(2);
    Duplex.run(() -> meeting.await(20, SECONDS), () -> meeting.await(20, SECONDS));
    assertThat(meeting.isBroken()).isFalse();
  }

  @Test
  void theFirstFailureInterruptsTheOtherTaskAndIsThrown() {
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    IOException failure = new IOException("disk");
    assertThatThrownBy(() ->
            Duplex.run(
                () -> {
                  waiting.await();
                  throw failure;
                },
                () -> {
                  waiting.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    ended.complete(true);
                  }
                }))
        .isSameAs(failure)
        .hasSuppressedException(new InterruptedException());
    assertThat(ended).isCompletedWithValue(true);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    assertThatThrownBy(() ->
            Duplex.run(
                () -> {
                  throw new AssertionError("broken");
                },
                () -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessage("broken");
  }

  @Test
  void aFailingReaderEndsAWriterThatIsBlockedInSend() throws Exception {
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) ->
                    Duplex.run(
                        () -> {
                          requests.receive();
                          throw Status.INVALID_ARGUMENT.asException();
                        },
                        () -> {
                          while (responses.send(1L)) {}
                        }))
                .start();
        var call = rig.client().bidi()) {
      assertThat(call.receive()).isEqualTo(1);
      call.send(0L);
      assertThat(Statuses.codeThrownBy(() -> call.forEach(response -> {})))
          .isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void cancellingTheCallEndsBothTasksAndTheHandler() throws Exception {
    CompletableFuture<Code> reader = new CompletableFuture<>();
    CompletableFuture<Code> writer = new CompletableFuture<>();
    CompletableFuture<Boolean> handler = new CompletableFuture<>();
    try (Rig rig =
            Rig.overSockets()
                .bidi((requests, responses) -> {
                  try {
                    Duplex.run(
                        () -> reader.complete(Statuses.codeThrownBy(requests::receive)),
                        () ->
                            writer.complete(
                                Statuses.codeThrownBy(() -> {
                                  while (responses.send(1L)) {}
                                })));
                  } finally {
                    handler.complete(reader.isDone() && writer.isDone());
                  }
                })
                .start();
        var call = rig.client().bidi()) {
      assertThat(call.receive()).isEqualTo(1);
      call.cancel("enough", null);
      assertThat(handler.get(20, SECONDS)).isTrue();
      assertThat(reader.get()).isEqualTo(Code.CANCELLED);
      assertThat(writer.get()).isEqualTo(Code.CANCELLED);
    }
  }

  @Test
  void interruptingTheCallerInterruptsBothAndWaitsForThem() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Duplex.Task patient =
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Duplex.run(patient, patient);
                thrown.complete(null);
              } catch (Exception e) {
                thrown.complete(e);
              }
            });
    running.await();
    await().until(() -> caller.getState() == Thread.State.WAITING);
    caller.interrupt();
    assertThat(thrown.get(20, SECONDS)).isInstanceOf(InterruptedException.class);
  }
}
