package dev.sluice;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a call: gives one sender at a time its turn, and blocks it while the
 * transport is not ready for more.
 *
 * <p>grpc-java's calls are not thread-safe for sending, so everything that is done to one is done
 * in turn. A terminal action (cancel, close) must not wait for its turn, as it may come from an
 * event loop: if somebody else has the turn, that thread performs it on leaving.
 */
final class Outbox<T> implements Sender<T> {
  /** The sending side of a grpc-java call. */
  interface Wire<T> {
    /** Whether the transport takes a message without buffering too much. */
    boolean isReady();

    void write(T message);
  }

  private final Wire<T> wire;
  private final ReentrantLock turn = new ReentrantLock();
  private final Signal readiness = new Signal();
  private final TimeSlice slice = new TimeSlice();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> lastAction = new AtomicReference<>();
  private boolean halfClosed;

  Outbox(Wire<T> wire) {
    this.wire = wire;
  }

  @Override
  public boolean send(T message) {
    Objects.requireNonNull(message, "message");
    boolean over;
    enter("sending");
    try {
      if (halfClosed) {
        throw new IllegalStateException("this side has half-closed the stream");
      }
      Ending end = ending.get();
      if (end == null) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!wire.isReady()) {
          readiness.await(() -> ending.get() != null || wire.isReady(), Signal.FOREVER);
          end = ending.get();
          if (readiness.hasParked()) {
            slice.waited();
          }
        }
      }
      if (end != null) {
        if (end.isOk()) {
          return false;
        }
        throw end.toException();
      }
      wire.write(message);
      over = slice.isOver();
    } catch (InterruptedException e) {
      throw Ending.interrupted("sending", e);
    } finally {
      leave();
    }
    if (over) {
      slice.end(); // Not in turn: who ends the call may want it.
    }
    return true;
  }

  /** Runs an action on the call, in turn, unless the call has ended. */
  void perform(Runnable action) {
    enter("waiting to send");
    try {
      if (ending.get() == null) {
        action.run();
      }
    } finally {
      leave();
    }
  }

  /** Runs an action on the call unless somebody else has the turn, or the call has ended. */
  void tryPerform(Runnable action) {
    if (turn.tryLock()) {
      try {
        if (ending.get() == null) {
          action.run();
        }
      } finally {
        leave();
      }
    }
  }

  /** Runs an action that half-closes the call, in turn, unless it has half-closed or ended. */
  void halfClose(Runnable action) {
    perform(() -> {
      if (!halfClosed) {
        halfClosed = true;
        action.run();
      }
    });
  }

  /**
   * Ends sending, unless it has ended: wakes the blocked sender and has the action performed, in
   * turn. Never blocks; any thread.
   *
   * @param action what to do to the call, or null; must not throw
   * @return false if sending had ended before; the action is then not performed
   */
  boolean end(Ending how, @Nullable Runnable action) {
    if (!ending.compareAndSet(null, how)) {
      return false;
    }
    lastAction.set(action);
    readiness.signal();
    performLastAction();
    return true;
  }

  @Nullable Ending ending() {
    return ending.get();
  }

  /** Tells the blocked sender to look again whether the transport is ready. Never blocks. */
  void ready() {
    readiness.signal();
  }

  private void enter(String doing) {
    if (turn.tryLock()) {
      return;
    }
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Ending end = ending.get();
      if (end != null && !end.isOk()) {
        Thread.currentThread().interrupt();
        throw end.toException();
      }
      throw Ending.interrupted(doing, e);
    }
  }

  private void leave() {
    turn.unlock();
    performLastAction();
  }

  private void performLastAction() {
    while (lastAction.get() != null && turn.tryLock()) {
      try {
        Runnable action = lastAction.getAndSet(null);
        if (action != null) {
          action.run();
        }
      } finally {
        turn.unlock();
      }
    }
  }
}
