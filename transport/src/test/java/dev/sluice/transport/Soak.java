package dev.sluice.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a server and its clients busy for as many seconds as it is told, and fails if memory,
 * threads or descriptors grow, if a message is lost or out of order, or if a call ends as it should
 * not.
 */
final class Soak {
  private static final int DEFAULT_SECONDS = 600;
  private static final int MIN_SECONDS = 20;
  private static final int SECONDS_PER_LINE = 10;
  private static final int SECONDS_PER_TEAR = 3;
  private static final int SECONDS_PER_CHANNEL = 7;

  /** A short soak is looked at more often: it has to have enough to compare. */
  private static final int SAMPLES = 30;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length == 0 ? DEFAULT_SECONDS : Integer.parseInt(args[0]);
    if (seconds < MIN_SECONDS) {
      System.err.println("A soak takes at least " + MIN_SECONDS + " seconds.");
      System.exit(2);
    }
    List<String> wrong = run(seconds);
    wrong.forEach(what -> System.out.println("WRONG: " + what));
    System.out.println(wrong.isEmpty() ? "The soak passed." : "The soak failed.");
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  private static List<String> run(int seconds) throws Exception {
    SoakFigures figures = new SoakFigures();
    int secondsPerSample = Math.clamp(seconds / SAMPLES, 1, SECONDS_PER_LINE);
    SoakFigures.Sample sample = SoakFigures.Sample.take();
    SoakLoad load = new SoakLoad();
    long start = System.nanoTime();
    for (int second = 1; second <= seconds; second++) {
      long wait = start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(wait);
      if (second % SECONDS_PER_TEAR == 0) {
        load.tear();
      }
      if (second % SECONDS_PER_CHANNEL == 0) {
        load.remakeChannel();
      }
      if (second % secondsPerSample == 0) {
        sample = figures.sample();
      }
      if (second % SECONDS_PER_LINE == 0) {
        System.out.println(second + " s: " + sample + "; " + load.progress());
      }
    }
    List<String> wrong = new ArrayList<>(load.end());
    System.out.println("in all: " + load.progress());
    wrong.addAll(figures.compare());
    return wrong;
  }
}
