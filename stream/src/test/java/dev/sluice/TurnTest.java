package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnTest {
  private final Turn turn = new Turn();

  @Test
  void onlyOneThreadHasIt() {
    assertThat(turn.tryTake()).isTrue();
    assertThat(elsewhere(turn::tryTake)).isFalse();

    turn.give();

    assertThat(elsewhere(turn::tryTake)).isTrue();
  }

  @Test
  void whoHasItMayTakeItAgainAndGivesItBackAsOften() throws InterruptedException {
    turn.take();
    assertThat(turn.tryTake()).isTrue();
    turn.take();

    turn.give();
    turn.give();
    assertThat(elsewhere(turn::tryTake)).isFalse();

    turn.give();
    assertThat(elsewhere(turn::tryTake)).isTrue();
  }

  @Test
  void nobodyElseCanGiveItBack() {
    assertThat(turn.tryTake()).isTrue();

    assertThat(elsewhere(() -> catchThrowable(turn::give)))
        .isInstanceOf(IllegalMonitorStateException.class);

    assertThat(elsewhere(turn::tryTake)).isFalse();
    turn.give();
    assertThat(catchThrowable(turn::give)).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void whoWaitsGetsItNext() throws InterruptedException {
    turn.take();
    Thread waiter = Thread.startVirtualThread(this::takeAndGive);
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    turn.give();

    waiter.join();
    assertThat(turn.tryTake()).isTrue();
  }

  @Test
  void whoIsInterruptedStopsWaiting() throws InterruptedException {
    turn.take();
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread waiter =
        Thread.startVirtualThread(() -> {
          try {
            turn.take();
          } catch (InterruptedException e) {
            thrown.set(e);
          }
        });
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    waiter.interrupt();

    waiter.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    turn.give();
    assertThat(elsewhere(turn::tryTake)).isTrue();
  }

  @Test
  void whatIsDoneInTurnIsSeenByTheNext() throws InterruptedException {
    int[] count = new int[1];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int j = 0; j < 10_000; j++) {
              takeAnd(() -> count[0]++);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(count[0]).isEqualTo(80_000);
  }

  private void takeAndGive() {
    takeAnd(() -> {});
  }

  private void takeAnd(Runnable action) {
    try {
      turn.take();
      try {
        action.run();
      } finally {
        turn.give();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T elsewhere(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question).join();
  }
}
