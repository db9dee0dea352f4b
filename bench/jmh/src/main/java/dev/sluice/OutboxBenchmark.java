package dev.sluice;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Sending to a transport that is always ready: what the turn costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutboxBenchmark {
  private final Sink sink = new Sink();
  private final Outbox<String> outbox = new Outbox<>(sink);

  /** One thread sends. */
  @Benchmark
  @Threads(1)
  public boolean uncontended() {
    return outbox.send("message");
  }

  /** Four threads send at once. */
  @Benchmark
  @Threads(4)
  public boolean contended() {
    return outbox.send("message");
  }

  /** Sees to it that all that was in vain had to be done. */
  @TearDown
  public void check() {
    if (sink.written == 0) {
      throw new IllegalStateException("nothing was written");
    }
  }

  /** A transport, as far as sending goes. */
  private static final class Sink implements Outbox.Wire<String> {
    private volatile boolean ready = true;
    private long written;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void write(String message) {
      written += message.length();
    }
  }
}
