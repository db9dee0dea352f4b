package dev.sluice.interop.cases;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Tells of each test as it ends: which pairing, which case, and how it went. */
public final class PrintsEachTest implements TestExecutionListener {
  private final Map<String, Long> started = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      started.put(test.getUniqueId(), System.nanoTime());
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    System.out.println("skipped  " + test.getDisplayName() + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Long start = started.remove(test.getUniqueId());
    if (start == null) {
      return;
    }
    String how =
        switch (result.getStatus()) {
          case SUCCESSFUL -> "passed ";
          case ABORTED -> "skipped";
          case FAILED -> "FAILED ";
        };
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String why = result.getThrowable().map(e -> "\n         " + e).orElse("");
    System.out.printf("%s %5d ms  %s%s%n", how, millis, test.getDisplayName(), why);
  }
}
