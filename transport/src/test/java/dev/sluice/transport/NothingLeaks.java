package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After the tests of a class, no buffer of Netty's has been lost, and there are no more threads and
 * open files than before.
 */
final class NothingLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Collections of garbage until one may say that nothing was lost. */
  private static final int COLLECTIONS = 3;

  /** What the event loops have opened stays a while after the last of their users. */
  private static final int SPARE_DESCRIPTORS = 24;

  private static final List<String> KEPT =
      List.of(
          "ForkJoinPool",
          "Cleaner-",
          "MasterPoller",
          "VirtualThread-unblocker",
          "Read-Poller",
          "Write-Poller",
          "sluice-event-loop",
          "grpc-",
          "globalEventExecutor",
          "junit-jupiter-timeout",
          "awaitility");

  private final Queue<String> lost = new ConcurrentLinkedQueue<>();
  private long descriptors;
  private Set<Thread> before = Set.of();

  @Override
  public void beforeAll(ExtensionContext context) {
    findLost();
    ByteBufUtil.setLeakListener((type, records) -> lost.add(type + " " + records));
    descriptors = descriptors();
    before = threads();
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      // What was lost becomes known some time after the collection.
      Thread.sleep(20);
      findLost();
    }
    ByteBufUtil.setLeakListener(null);
    assertThat(lost).as("buffers that nobody released").isEmpty();
    await("threads end")
        .atMost(20, SECONDS)
        .untilAsserted(() -> assertThat(newThreads()).isEmpty());
    await("files are closed")
        .atMost(20, SECONDS)
        .until(() -> descriptors() <= descriptors + SPARE_DESCRIPTORS);
  }

  /** Netty looks for lost buffers when another one is made. */
  private static void findLost() {
    ByteBufAllocator.DEFAULT.directBuffer(1).release();
    ByteBufAllocator.DEFAULT.heapBuffer(1).release();
  }

  /** Threads other than those that the runtime and the event loops keep for later. */
  private static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> KEPT.stream().anyMatch(thread.getName()::startsWith));
    return threads;
  }

  private Set<Thread> newThreads() {
    Set<Thread> threads = threads();
    threads.removeAll(before);
    return threads;
  }

  private static long descriptors() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
