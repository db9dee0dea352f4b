package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Streams that are over leave nothing behind, however many they were. */
class ManyStreamsTest {
  private static final int STREAMS = 10_000;
  private static final int LOST = 20;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private final AtomicInteger handlers = new AtomicInteger();

  private void echo(Receiver<Long> requests, Sender<Long> responses) {
    handlers.incrementAndGet();
    try {
      requests.forEach(responses::send);
    } finally {
      handlers.decrementAndGet();
    }
  }

  @Test
  void tenThousandStreamsThatAreCancelledLeaveNothingBehind() throws Exception {
    try (Rig rig = Rig.overSockets().bidi(this::echo).start()) {
      open(rig, 100).forEach(StreamingCall::close);
      awaitHandlers(0);
      Usage before = Usage.now();
      List<BidiStreamingCall<Long, Long>> calls = open(rig, STREAMS);
      assertThat(handlers.get()).isEqualTo(STREAMS);
      assertThat(Usage.now().heap()).isGreaterThan(before.heap());
      calls.forEach(call -> call.cancel("enough", null));
      calls.clear();
      awaitHandlers(0);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> Usage.now().assertNoMoreThan(before));
    }
  }

  @Test
  void streamsThatAreLostWithoutBeingClosedAreCancelled() throws Exception {
    try (Rig rig = Rig.overSockets().bidi(this::echo).start()) {
      List<BidiStreamingCall<Long, Long>> calls = open(rig, LOST);
      assertThat(handlers.get()).isEqualTo(LOST);
      System.gc();
      assertThat(calls).allMatch(call -> call.status() == null);
      calls.clear();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            System.gc();
            return handlers.get() == 0;
          });
    }
  }

  private static List<BidiStreamingCall<Long, Long>> open(Rig rig, int count) {
    List<BidiStreamingCall<Long, Long>> calls = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      var call = rig.client().bidi();
      calls.add(call);
      call.send(i);
    }
    long expected = 0;
    for (var call : calls) {
      assertThat(call.receive()).isEqualTo(expected++);
    }
    return calls;
  }

  private void awaitHandlers(int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> handlers.get() == count);
  }

  /** What a process holds. */
  private record Usage(long heap, int threads, long descriptors) {
    private static final long HEAP_SLACK_BYTES = 4 << 20;
    private static final int THREADS_SLACK = 4;

    static Usage now() throws IOException {
      System.gc();
      return new Usage(
          Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
          Thread.getAllStackTraces().size(),
          descriptorsNow());
    }

    private static long descriptorsNow() throws IOException {
      if (!Files.isDirectory(DESCRIPTORS)) {
        return 0;
      }
      try (Stream<Path> open = Files.list(DESCRIPTORS)) {
        return open.count();
      }
    }

    void assertNoMoreThan(Usage before) {
      assertThat(heap).as("bytes of heap").isLessThan(before.heap + HEAP_SLACK_BYTES);
      assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads + THREADS_SLACK);
      assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
    }
  }
}
