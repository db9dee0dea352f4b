package dev.sluice;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A stream of messages from the thread that delivers them to the one that receives them. As a
 * transport does, the deliverer puts in what was requested, and then waits for the next request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InboxBenchmark {
  private static final int MESSAGES = 100_000;

  /** How many messages are requested ahead. */
  @Param({"32", "1024"})
  public int prefetch;

  /** A message from one virtual thread to another. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void toAVirtualThread() throws InterruptedException {
    Stream stream = new Stream(prefetch);
    Thread receiver = Thread.startVirtualThread(stream::receiveAll);
    Thread deliverer = Thread.startVirtualThread(stream::deliverAll);
    receiver.join();
    deliverer.join();
  }

  /** A message from one platform thread to another, as from an event loop to a user's thread. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void toAPlatformThread() throws InterruptedException {
    Stream stream = new Stream(prefetch);
    Thread deliverer = Thread.ofPlatform().start(stream::deliverAll);
    stream.receiveAll();
    deliverer.join();
  }

  private static final class Stream {
    private final AtomicLong requested = new AtomicLong();
    private final Signal request = new Signal();
    private final Inbox<Stream> inbox;

    Stream(int prefetch) {
      inbox = new Inbox<>(prefetch, this::request);
      inbox.open();
    }

    private void request(int count) {
      requested.addAndGet(count);
      request.signal();
    }

    void deliverAll() {
      long open = requested.get();
      for (long i = 0; i < MESSAGES; i++) {
        if (i == open) {
          open = awaitMore(open);
        }
        inbox.put(this);
      }
      inbox.end(Ending.HALF_CLOSED);
    }

    private long awaitMore(long open) {
      try {
        request.await(() -> requested.get() != open, Signal.FOREVER);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return requested.get();
    }

    void receiveAll() {
      int received = 0;
      while (inbox.receive() != null) {
        received++;
      }
      if (received != MESSAGES) {
        throw new IllegalStateException("received " + received);
      }
    }
  }
}
