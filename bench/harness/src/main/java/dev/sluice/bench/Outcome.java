package dev.sluice.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a subject did on a workload.
 *
 * @param trouble why there is no figure, or null
 * @param reason in a line, what the trouble was
 */
record Outcome(String subject, @Nullable Trouble trouble, @Nullable String reason, List<Run> runs) {
  enum Trouble {
    /** It did its work wrongly, or not at all. */
    FAILED,
    /** It does not have this workload. */
    UNSUPPORTED,
    /** So many streams were too many for it. */
    NOT_REACHED,
    /** There was no time left to begin. */
    NO_TIME
  }

  /** Whether there should be figures, and are none. */
  boolean isMissing() {
    return trouble == Trouble.FAILED || trouble == Trouble.NO_TIME;
  }

  /** The runs that count: none, if one of them was wrong. */
  List<Run> validRuns() {
    return trouble == null ? runs : List.of();
  }
}
