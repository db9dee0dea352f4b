package dev.sluice;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private final int prefetch;
  private final int batch;
  private final @Nullable Object[] ring;
  private final IntConsumer request;
  private final Signal arrival = new Signal();
  private final AtomicReference<@Nullable Thread> receiver = new AtomicReference<>();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  /** How many messages were put in, and taken out; each is written by one thread at a time. */
  private volatile long arrived;

  private volatile long taken;

  /** Received and not yet requested anew; touched by the receiver only. */
  private int owed;

  /**
   * @param prefetch how many messages to have requested and not yet received, at most
   * @param request asks the transport for more messages; called by the receiving thread
   */
  Inbox(int prefetch, IntConsumer request) {
    this.prefetch = prefetch;
    this.batch = Math.max(1, prefetch / 2);
    this.ring = new Object[Integer.highestOneBit(Math.max(1, prefetch - 1)) * 2];
    this.request = request;
  }

  /** Requests the first messages. To be called once, when the call has started. */
  void open() {
    request.accept(prefetch);
  }

  /** Puts a message in. Never blocks. */
  void put(T message) {
    long index = arrived;
    if (index - taken >= ring.length) {
      throw new IllegalStateException(
          "a transport or interceptor delivered more messages than were requested");
    }
    ring[slot(index)] = message;
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
    Thread thread = Thread.currentThread();
    if (!receiver.compareAndSet(null, thread)) {
      throw new IllegalStateException(
          "another thread is receiving from this stream: one receives at a time");
    }
    try {
      if (thread.isInterrupted() && ending.get() == null) {
        throw new InterruptedException();
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
        if (!arrival.await(() -> taken != arrived || ending.get() != null, timeoutNanos)) {
          throw new TimeoutException("no message arrived in time");
        }
      }
    } catch (InterruptedException e) {
      throw Ending.interrupted("receiving", e);
    } finally {
      receiver.set(null);
    }
  }

  private @Nullable T poll() {
    long index = taken;
    if (index == arrived) {
      return null;
    }
    int slot = slot(index);
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

  private int slot(long index) {
    return (int) index & (ring.length - 1);
  }
}
