package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/** The flags that all JVM subjects get alike. */
final class JvmFlags {
  private static final int[] HEAPS_MIB = {1024, 512, 256};
  private static final int IDLE_HEAP_MIB = 2048;

  /** Not all processes fill their heaps at the same time. */
  private static final double FILLED = 0.75;

  private static final long MIB = 1 << 20;

  private JvmFlags() {}

  /**
   * Flags for processes that all run at the same time.
   *
   * @param available bytes of memory that the machine has to spare
   */
  static List<String> common(int processes, long available) {
    int heap = HEAPS_MIB[HEAPS_MIB.length - 1];
    for (int candidate : HEAPS_MIB) {
      if (MIB * candidate * processes * FILLED <= available) {
        heap = candidate;
        break;
      }
    }
    return withHeap(heap);
  }

  /** Flags for the workload of idle streams, where a heap is to be as small as what is in it. */
  static List<String> idle() {
    List<String> flags = new ArrayList<>(withHeap(IDLE_HEAP_MIB));
    flags.add("-XX:MinHeapFreeRatio=5");
    flags.add("-XX:MaxHeapFreeRatio=10");
    return List.copyOf(flags);
  }

  private static List<String> withHeap(int mebibytes) {
    return List.of(
        "-Xmx" + mebibytes + "m",
        "-XX:+UseG1GC",
        "-XX:-UsePerfData",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }
}
