package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BriefPollingTest {
  private long nanos;
  private int ready;
  private final BriefPolling polling = new BriefPolling(() -> nanos);

  @Test
  void whatIsReadyIsTakenAtOnce() throws Exception {
    ready = 3;

    assertThat(decide(false)).isEqualTo(3);
    assertThat(decide(true)).isEqualTo(3);
  }

  @Test
  void tasksAreRunAtOnce() throws Exception {
    assertThat(decide(true)).isZero();
  }

  @Test
  void looksForFiftyMicrosecondsAndThenBlocks() throws Exception {
    assertThat(looksUntilItBlocks()).isEqualTo(50);
  }

  @Test
  void looksAgainAsLongAfterWaitsThatWereShort() throws Exception {
    for (int i = 0; i < 10; i++) {
      looksUntilItBlocks();
      passMicros(40);
      wake();
    }

    assertThat(looksUntilItBlocks()).isEqualTo(50);
  }

  @Test
  void looksForLessAfterEachLongWaitAndThenNotAtAll() throws Exception {
    int[] looks = new int[6];
    for (int i = 0; i < looks.length; i++) {
      looks[i] = looksUntilItBlocks();
      passMicros(1000);
      wake();
    }

    assertThat(looks).containsExactly(50, 25, 13, 7, 4, 0);
  }

  @Test
  void looksAgainOnceAWaitWasShort() throws Exception {
    for (int i = 0; i < 6; i++) {
      looksUntilItBlocks();
      passMicros(1000);
      wake();
    }
    looksUntilItBlocks();
    passMicros(90);
    wake();

    assertThat(looksUntilItBlocks()).isEqualTo(50);
  }

  @Test
  void aWaitThatEndsWithoutATaskCountsFromItsOwnBeginning() throws Exception {
    looksUntilItBlocks();
    passMicros(10);

    assertThat(looksUntilItBlocks()).isEqualTo(50);
  }

  @Test
  void blocksAgainAfterAWaitThatEndedAtOnceAndForNothing() throws Exception {
    int first = looksUntilItBlocks();
    passMicros(1000);
    int second = looksUntilItBlocks();
    passMicros(2);

    assertThat(looksUntilItBlocks()).isZero();
    passMicros(1000);
    assertThat(looksUntilItBlocks()).isEqualTo(13);
    assertThat(first).isEqualTo(50);
    assertThat(second).isEqualTo(25);
  }

  @Test
  void looksForLongerAfterSixteenWaitsThatEndedSoonAfterItBlocked() throws Exception {
    for (int i = 0; i < 16; i++) {
      assertThat(looksUntilItBlocks()).isLessThanOrEqualTo(50);
      passMicros(150);
      wake();
    }

    assertThat(looksUntilItBlocks()).isEqualTo(300);
  }

  @Test
  void goesOnLookingForLongerWhileMostWaitsAreShort() throws Exception {
    becomePatient();
    for (int i = 0; i < 100; i++) {
      if (i % 8 == 0) {
        assertThat(looksUntilItBlocks()).isEqualTo(300);
      } else {
        waitAwake(90);
      }
      wake();
    }
  }

  @Test
  void looksNoLongerThanUsualIfWaitsDoNotBecomeShortAndTriesAgainLater() throws Exception {
    becomePatient();
    for (int i = 0; i < 16; i++) {
      assertThat(looksUntilItBlocks()).isEqualTo(300);
      wake();
    }
    for (int i = 0; i < 32; i++) {
      assertThat(looksUntilItBlocks()).isLessThanOrEqualTo(50);
      passMicros(150);
      wake();
    }

    assertThat(looksUntilItBlocks()).isEqualTo(300);
  }

  @Test
  void looksNoLongerThanUsualOnceTooFewWaitsAreShort() throws Exception {
    becomePatient();
    for (int i = 0; i < 16; i++) {
      if (i < 3) {
        assertThat(looksUntilItBlocks()).isEqualTo(300);
      } else {
        waitAwake(90);
      }
      wake();
    }

    assertThat(looksUntilItBlocks()).isLessThanOrEqualTo(50);
  }

  @Test
  void waitsThatEndAtOnceSayNothing() throws Exception {
    becomePatient();
    for (int i = 0; i < 100; i++) {
      waitAwake(5);
      wake();
    }
    for (int i = 0; i < 16; i++) {
      assertThat(looksUntilItBlocks()).isEqualTo(300);
      wake();
    }

    assertThat(looksUntilItBlocks()).isLessThanOrEqualTo(50);
  }

  @Test
  void looksNoLongerThanUsualAfterWaitsThatEndedBeforeItBlocked() throws Exception {
    for (int i = 0; i < 100; i++) {
      waitAwake(30);
      wake();
    }

    assertThat(looksUntilItBlocks()).isEqualTo(50);
  }

  private void waitAwake(int micros) throws Exception {
    assertThat(decide(false)).isEqualTo(SelectStrategy.CONTINUE);
    passMicros(micros);
  }

  private void becomePatient() throws Exception {
    for (int i = 0; i < 16; i++) {
      looksUntilItBlocks();
      passMicros(150);
      wake();
    }
  }

  private void wake() throws Exception {
    assertThat(decide(true)).isZero();
  }

  /** Looks once in a microsecond. */
  private int looksUntilItBlocks() throws Exception {
    int looks = 0;
    while (decide(false) == SelectStrategy.CONTINUE) {
      looks++;
      passMicros(1);
    }
    assertThat(looks).isLessThan(1000);
    return looks;
  }

  private int decide(boolean hasTasks) throws Exception {
    return polling.calculateStrategy(() -> ready, hasTasks);
  }

  private void passMicros(int micros) {
    nanos += TimeUnit.MICROSECONDS.toNanos(micros);
  }
}
