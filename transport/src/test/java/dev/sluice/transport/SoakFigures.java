package dev.sluice.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What the process uses, from time to time, and whether that has grown. */
final class SoakFigures {
  private static final long MIB = 1024 * 1024;

  /** How much of the samples is left out, until all code has run and all pools are filled. */
  private static final double WARM_UP = 0.25;

  private static final int MIN_SAMPLES = 6;

  /**
   * One look at the process.
   *
   * @param heapBytes what is alive on the heap, after a collection
   * @param directBytes what is allocated outside of it
   * @param threads platform threads
   * @param descriptors open files and sockets; 0 where they cannot be counted
   */
  record Sample(long heapBytes, long directBytes, long threads, long descriptors) {
    static Sample take() {
      System.gc();
      return new Sample(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          direct(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getOpenFileDescriptorCount()
              : 0);
    }

    /** Netty counts what it allocates past the JDK; the JDK counts the rest. */
    private static long direct() {
      long bytes = Math.max(0, PlatformDependent.usedDirectMemory());
      for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
        bytes += pool.getMemoryUsed();
      }
      return bytes;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "heap %.1f MiB, direct %.1f MiB, %d threads, %d descriptors",
          (double) heapBytes / MIB,
          (double) directBytes / MIB,
          threads,
          descriptors);
    }
  }

  /**
   * What is compared.
   *
   * @param share how much it may grow in relation to what it was
   * @param least how much it may grow in any case
   */
  private record Figure(String name, ToLongFunction<Sample> of, double share, long least) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("heap bytes", Sample::heapBytes, 0.2, 8 * MIB),
          new Figure("direct bytes", Sample::directBytes, 0.2, 16 * MIB),
          new Figure("threads", Sample::threads, 0, 8),
          new Figure("descriptors", Sample::descriptors, 0, 16));

  private final List<Sample> samples = new ArrayList<>();

  Sample sample() {
    Sample sample = Sample.take();
    samples.add(sample);
    return sample;
  }

  /** Compares the first third after the warm-up with the last, and says what has grown. */
  List<String> compare() {
    List<Sample> warm = samples.subList((int) (WARM_UP * samples.size()), samples.size());
    if (warm.size() < MIN_SAMPLES) {
      return List.of("too few samples to compare: " + warm.size());
    }
    int third = warm.size() / 3;
    List<Sample> first = warm.subList(0, third);
    List<Sample> last = warm.subList(warm.size() - third, warm.size());
    List<String> grown = new ArrayList<>();
    for (Figure figure : FIGURES) {
      long before = median(first, figure.of);
      long after = median(last, figure.of);
      long allowed = Math.max(figure.least, (long) (figure.share * before));
      String comparison =
          String.format(
              Locale.ROOT,
              "%s: median %,d in the first third, %,d in the last; %,d more are tolerated",
              figure.name,
              before,
              after,
              allowed);
      System.out.println(comparison);
      if (after - before > allowed) {
        grown.add(comparison);
      }
    }
    return grown;
  }

  private static long median(List<Sample> samples, ToLongFunction<Sample> of) {
    return samples.stream().mapToLong(of).sorted().skip(samples.size() / 2).findFirst().orElse(0);
  }
}
