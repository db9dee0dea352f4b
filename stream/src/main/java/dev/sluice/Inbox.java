package dev.sluice;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that have arrived on a call and wait to be received: a bounded ring between the
 * thread that delivers them (one at a time, in order) and the thread that receives them.
 *
 * <p>At most {@code prefetch} messages are requested and not yet received, so the ring cannot
 * overflow. What has been received is requested anew in batches of half the prefetch, since each
 * request costs the transport a task.
 */
final class Inbox<T> implements Receiver<T> {
  /** A transport that keeps the messages itself until the receiver takes them. */
  interface Source<T> {
    /** Takes the next message, or null if there is none yet; never blocks. */
    @Nullable T poll();
  }

  private final int prefetch;
  private final int batch;
  private final IntConsumer request;
  private @Nullable Object @Nullable [] ring;
  private final Signal arrival = new Signal();
  private final TimeSlice slice = new TimeSlice();
  private final AtomicBoolean receiving = new AtomicBoolean();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  /** How many messages were put in, and taken out; each is written by one thread at a time. */
  private volatile long arrived;

  private volatile long taken;

  /** Where the messages are, if they are not put in here. */
  private volatile @Nullable Source<T> source;

  /** Whether something may have come to the source since it was last found empty. */
  private volatile boolean sourceFilled;

  /** Received and not yet requested anew; touched by the receiver only. */
  private int owed;

  /**
   * @param prefetch how many messages to have requested and not yet received, at most
   * @param request asks the transport for more messages; called by the receiving thread
   */
  Inbox(int prefetch, IntConsumer request) {
    this.prefetch = prefetch;
    this.batch = Math.max(1, prefetch / 2);
    this.request = request;
  }

  /** Requests the first messages. To be called once, when the call has started. */
  void open() {
    request.accept(prefetch);
  }

  /** Takes the messages from a source from now on. Before any message was put in; any thread. */
  void takeFrom(Source<T> source) {
    this.source = source;
    if (sourceFilled) {
      arrival.signal();
    }
  }

  /** Something may have come to the source. Never blocks; any thread. */
  void sourceFilled() {
    if (!sourceFilled) {
      sourceFilled = true;
    }
    arrival.signal();
  }

  /** Puts a message in. Never blocks. */
  void put(T message) {
    long index = arrived;
    @Nullable Object[] ring = this.ring;
    if (ring == null) {
      ring = new Object[Integer.highestOneBit(Math.max(1, prefetch - 1)) * 2];
      this.ring = ring;
    }
    if (index - taken >= ring.length) {
      throw new IllegalStateException(
          "a transport or interceptor delivered more messages than were requested");
    }
    ring[slot(index, ring)] = message;
    arrived = index + 1;
    arrival.signal();
  }

  /** Ends the stream, unless it has ended. Never blocks; any thread. */
  void end(Ending how) {
    if (ending.compareAndSet(null, how)) {
      arrival.signal();
    }
  }

  @Override
  public @Nullable T receive() {
    try {
      return take(Signal.FOREVER);
    } catch (TimeoutException e) {
      throw new AssertionError("waiting for ever does not time out", e);
    }
  }

  @Override
  public @Nullable T receive(Duration timeout) throws TimeoutException {
    return take(Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)));
  }

  private @Nullable T take(long timeoutNanos) throws TimeoutException {
    if (!receiving.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "another thread is receiving from this stream: one receives at a time");
    }
    try {
      if (Thread.currentThread().isInterrupted() && ending.get() == null) {
        throw new InterruptedException();
      }
      if (slice.isOver()) {
        slice.end();
      }
      while (true) {
        // Looked at before the ring: what arrived before the end is then sure to be seen.
        Ending end = ending.get();
        if (end != null && end.dropsArrived()) {
          throw end.toException();
        }
        T message = poll();
        if (message != null) {
          return message;
        }
        if (end != null) {
          if (end.isOk()) {
            return null;
          }
          throw end.toException();
        }
        if (!arrival.await(this::isWorthLooking, timeoutNanos)) {
          throw new TimeoutException("no message arrived in time");
        }
        if (arrival.hasParked()) {
          slice.waited();
        }
      }
    } catch (InterruptedException e) {
      throw Ending.interrupted("receiving", e);
    } finally {
      receiving.setRelease(false);
    }
  }

  private boolean isWorthLooking() {
    return (sourceFilled && source != null) || taken != arrived || ending.get() != null;
  }

  private @Nullable T poll() {
    Source<T> from = source;
    return from == null ? pollRing() : poll(from);
  }

  private @Nullable T poll(Source<T> from) {
    T message = from.poll();
    if (message == null && sourceFilled) {
      // What comes after this sets it again, and what came before is seen now.
      sourceFilled = false;
      message = from.poll();
    }
    return message;
  }

  private @Nullable T pollRing() {
    long index = taken;
    @Nullable Object[] ring = this.ring;
    if (index == arrived || ring == null) {
      return null;
    }
    int slot = slot(index, ring);
    @SuppressWarnings("unchecked") // only put() fills the ring
    T message = (T) ring[slot];
    ring[slot] = null;
    taken = index + 1;
    if (++owed >= batch && ending.get() == null) {
      int count = owed;
      owed = 0;
      request.accept(count);
    }
    return message;
  }

  private static int slot(long index, @Nullable Object[] ring) {
    return (int) index & (ring.length - 1);
  }
}
