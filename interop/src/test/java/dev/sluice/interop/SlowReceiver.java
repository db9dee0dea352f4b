package dev.sluice.interop;

import dev.sluice.Receiver;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Receives slowly, as the slow peers do: a short pause now and then, and once a long one. */
final class SlowReceiver<T> implements Receiver<T> {
  private static final int PAUSE_EVERY = 100;
  private static final int STALL_AFTER = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration STALL = Duration.ofMillis(500);

  private final Receiver<T> receiver;
  private long received;

  SlowReceiver(Receiver<T> receiver) {
    this.receiver = receiver;
  }

  @Override
  public @Nullable T receive() {
    T message = receiver.receive();
    pause();
    return message;
  }

  @Override
  public @Nullable T receive(Duration timeout) throws TimeoutException {
    T message = receiver.receive(timeout);
    pause();
    return message;
  }

  private void pause() {
    received++;
    try {
      if (received == STALL_AFTER) {
        Thread.sleep(STALL);
      } else if (received % PAUSE_EVERY == 0) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
