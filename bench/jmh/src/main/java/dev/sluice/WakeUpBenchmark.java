package dev.sluice;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A message to a thread that waits for it, and one back: two wake-ups. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeUpBenchmark {
  private static final int ROUND_TRIPS = 10_000;

  /** Between two virtual threads. */
  @Benchmark
  @OperationsPerInvocation(ROUND_TRIPS)
  public void betweenVirtualThreads() throws InterruptedException {
    Inbox<String> pings = inbox();
    Inbox<String> pongs = inbox();
    Thread one = Thread.startVirtualThread(() -> ping(pings, pongs));
    Thread other = Thread.startVirtualThread(() -> pong(pings, pongs));
    one.join();
    other.join();
  }

  /** Between two platform threads. */
  @Benchmark
  @OperationsPerInvocation(ROUND_TRIPS)
  public void betweenPlatformThreads() throws InterruptedException {
    Inbox<String> pings = inbox();
    Inbox<String> pongs = inbox();
    Thread other = Thread.ofPlatform().start(() -> pong(pings, pongs));
    ping(pings, pongs);
    other.join();
  }

  private static Inbox<String> inbox() {
    Inbox<String> inbox = new Inbox<>(ServiceOptions.DEFAULT_PREFETCH, count -> {});
    inbox.open();
    return inbox;
  }

  private static void ping(Inbox<String> pings, Inbox<String> pongs) {
    for (int i = 0; i < ROUND_TRIPS; i++) {
      pings.put("ping");
      Objects.requireNonNull(pongs.receive());
    }
    pings.end(Ending.HALF_CLOSED);
  }

  private static void pong(Inbox<String> pings, Inbox<String> pongs) {
    for (String ping = pings.receive(); ping != null; ping = pings.receive()) {
      pongs.put(ping);
    }
  }
}
