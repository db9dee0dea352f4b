package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts all processes of a run, and ends those that still run when the run ends, in whatever way.
 *
 * <p>One run at a time: it holds a lock. For any thread.
 */
final class Processes implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final Leftovers leftovers;
  private final FileChannel lock;
  private final Map<Long, Process> running = new LinkedHashMap<>();
  private final Thread onExit = new Thread(this::endAll, "bench-exit");
  private boolean closed;

  private Processes(Leftovers leftovers, FileChannel lock) {
    this.leftovers = leftovers;
    this.lock = lock;
  }

  /**
   * Takes the lock, and ends what a dead run left.
   *
   * @param directory where the lock is
   * @throws UsageException if another run has the lock
   */
  static Processes open(Path directory, Progress progress) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("bench.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isTaken(lock)) {
      lock.close();
      throw new UsageException("another run of the bench is going on here");
    }
    Leftovers leftovers = new Leftovers(directory.resolve("bench.processes"));
    int ended = leftovers.end();
    if (ended > 0) {
      progress.say("ended " + ended + " processes that a dead run had left");
    }
    Processes processes = new Processes(leftovers, lock);
    Runtime.getRuntime().addShutdownHook(processes.onExit);
    return processes;
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the bench is ending");
    }
    Process process = builder.start();
    running.put(process.pid(), process);
    writeDown();
    return process;
  }

  /** Ends a process and what it started; waits until it is gone. */
  void end(Process process) {
    destroyTree(process.toHandle());
    awaitEnd(process);
    forget(process);
  }

  private static void awaitEnd(Process process) {
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void forget(Process process) {
    running.remove(process.pid());
    if (!closed) {
      writeDown();
    }
  }

  private void writeDown() {
    try {
      leftovers.write(running.values().stream().map(Process::toHandle).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void destroyTree(ProcessHandle process) {
    List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process)).toList();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  private synchronized void endAll() {
    closed = true;
    running.values().forEach(process -> destroyTree(process.toHandle()));
  }

  @Override
  public void close() throws IOException {
    List<Process> last;
    synchronized (this) {
      last = List.copyOf(running.values());
      endAll();
    }
    last.forEach(Processes::awaitEnd);
    leftovers.end();
    lock.close();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // It is running, or has run.
    }
  }
}
