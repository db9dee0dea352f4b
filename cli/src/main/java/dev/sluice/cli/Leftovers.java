package dev.sluice.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds threads that have come since this object was made, and ports that should be free. */
final class Leftovers {
  private static final long PATIENCE_MILLIS = 5_000;
  private static final long PERIOD_MILLIS = 20;

  /** Threads that the JDK starts once and keeps, such as those that carry virtual threads. */
  private static final List<String> KEPT_BY_JDK =
      List.of("ForkJoinPool", "VirtualThread", "Read-Poller", "Write-Poller", "Cleaner", "Common-");

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final List<Integer> ports = new ArrayList<>();

  /** Notes a port that is to be free in the end. */
  void expectFree(int port) {
    ports.add(port);
  }

  /** Returns what is left, or an empty text; waits for a while for what is about to go. */
  String find() throws InterruptedException {
    long start = System.nanoTime();
    Set<String> left = look();
    while (!left.isEmpty() && System.nanoTime() - start < PATIENCE_MILLIS * 1_000_000) {
      Thread.sleep(PERIOD_MILLIS);
      left = look();
    }
    return String.join(", ", left);
  }

  private Set<String> look() {
    Set<String> left = new TreeSet<>();
    ports.stream().filter(port -> !isFree(port)).forEach(port -> left.add("port " + port));
    newThreads().forEach(thread -> left.add("thread " + thread.getName()));
    return left;
  }

  private Stream<Thread> newThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> KEPT_BY_JDK.stream().noneMatch(thread.getName()::startsWith));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
