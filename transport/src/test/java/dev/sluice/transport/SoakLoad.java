package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Callers that rest as long as their calls took, streams that are mostly idle, and two servers: a
 * steady one, which only ever closes connections in order, so that no call may fail, and one that
 * is torn down again and again, whose calls may fail as unavailable.
 */
final class SoakLoad {
  private static final int STEADY_CALLERS = 5;
  private static final int TORN_CALLERS = 3;
  private static final int IDLE_STREAMS = 20;
  private static final Duration MAX_REST = Duration.ofMillis(100);
  private static final int CONNECTION_AGE_SECONDS = 10;
  private static final int MAX_KEPT_SURPRISES = 20;

  /** How long callers and streams may take to end; calls have a shorter deadline. */
  private static final Duration MAX_ENDING = Duration.ofSeconds(90);

  private final SoakService service = new SoakService();
  private final Server steady;
  private final ManagedChannel steadyChannel;
  private volatile Server torn;
  private volatile ManagedChannel tornChannel;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  private final LongAdder calls = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

  SoakLoad() throws IOException {
    steady =
        SluiceServerBuilder.forAddress(Builders.loopback())
            .addService(service.definition())
            .maxConnectionAge(CONNECTION_AGE_SECONDS, SECONDS)
            // Callers cancel more than the default allows; that it holds is tested elsewhere.
            .maxResets(100_000, Duration.ofSeconds(30))
            .build()
            .start();
    steadyChannel = channel(steady);
    torn = tornServer(0);
    tornChannel = channel(torn);
    for (int i = 0; i < STEADY_CALLERS; i++) {
      start(() -> call(false));
    }
    for (int i = 0; i < TORN_CALLERS; i++) {
      start(() -> call(true));
    }
    for (int i = 0; i < IDLE_STREAMS; i++) {
      start(this::idle);
    }
  }

  private Server tornServer(int port) throws IOException {
    return SluiceServerBuilder.forAddress(Builders.loopback(port))
        .addService(service.definition())
        .maxResets(100_000, Duration.ofSeconds(30))
        .build()
        .start();
  }

  private static ManagedChannel channel(Server server) {
    return SluiceChannelBuilder.forAddress(Builders.loopback(server.getPort()))
        .usePlaintext()
        .build();
  }

  private void start(Work work) {
    threads.add(
        Thread.startVirtualThread(() -> {
          while (!stopping) {
            try {
              work.once();
            } catch (Throwable e) {
              surprise(String.valueOf(e));
            }
          }
        }));
  }

  private interface Work {
    void once() throws Exception;
  }

  private void call(boolean onTorn) throws InterruptedException {
    SoakCall[] kinds = SoakCall.values();
    SoakCall kind = kinds[ThreadLocalRandom.current().nextInt(kinds.length)];
    Set<Status.Code> allowed = EnumSet.of(kind.expected());
    if (onTorn) {
      allowed.add(Status.Code.UNAVAILABLE);
    }
    long start = System.nanoTime();
    Status status = kind.run(onTorn ? tornChannel : steadyChannel, onTorn, messages::increment);
    ended(kind.name(), status, allowed);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Thread.sleep(took.compareTo(MAX_REST) < 0 ? took.plusMillis(1) : MAX_REST);
  }

  /** A stream on which something is sent every few seconds. */
  private void idle() throws InterruptedException {
    Status status = Status.OK;
    try (var call = Calls.bidiStreaming(steadyChannel, SoakService.ECHO, CallOptions.DEFAULT)) {
      int count = SoakCall.random(1, 8);
      for (int i = 0; i < count && !stopping; i++) {
        call.send(SoakService.message(i, 1_000));
        SoakService.check(call.receive(), i);
        messages.increment();
        Thread.sleep(SoakCall.random(100, 5_000));
      }
      call.closeSend();
      if (call.receive() != null) {
        throw SoakService.loss("a message more than was sent");
      }
    } catch (StatusRuntimeException e) {
      status = e.getStatus();
    }
    ended("IDLE", status, EnumSet.of(Status.Code.OK));
    Thread.sleep(MAX_REST);
  }

  private void ended(String kind, Status status, Set<Status.Code> allowed) {
    calls.increment();
    if (!status.isOk()) {
      failures.computeIfAbsent(status.getCode().name(), code -> new LongAdder()).increment();
    }
    if (!allowed.contains(status.getCode())) {
      surprise(
          kind
              + " ended with "
              + status.getCode()
              + ": "
              + status.getDescription()
              + (status.getCause() == null ? "" : ", " + status.getCause()));
    }
  }

  private void surprise(String what) {
    if (surprises.size() < MAX_KEPT_SURPRISES) {
      surprises.add(what);
    }
  }

  /** Cuts the connections of the torn server, and starts another in its place. */
  void tear() throws IOException, InterruptedException {
    int port = torn.getPort();
    Running.end(torn);
    try {
      torn = tornServer(port);
    } catch (IOException e) {
      // A client's own end of some connection has got the port meanwhile.
      torn = tornServer(0);
      ManagedChannel old = tornChannel;
      tornChannel = channel(torn);
      old.shutdownNow();
    }
  }

  /** Takes another channel to the torn server. */
  void remakeChannel() {
    ManagedChannel old = tornChannel;
    tornChannel = channel(torn);
    old.shutdown();
  }

  String progress() {
    return calls + " calls, " + messages + " messages, failed as meant: " + new TreeMap<>(failures);
  }

  /** Ends everything, and returns what should not have been. */
  List<String> end() throws InterruptedException {
    stopping = true;
    long deadline = System.nanoTime() + MAX_ENDING.toNanos();
    for (Thread thread : threads) {
      long left = deadline - System.nanoTime();
      if (!thread.join(Duration.ofNanos(Math.max(1, left)))) {
        surprise("a caller did not come to an end");
      }
    }
    Running.end(steadyChannel);
    Running.end(tornChannel);
    while (service.running() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    if (service.running() > 0) {
      surprise(service.running() + " handlers did not come to an end");
    }
    Running.end(steady);
    Running.end(torn);
    return List.copyOf(surprises);
  }
}
