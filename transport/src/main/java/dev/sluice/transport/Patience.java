package dev.sluice.transport;

import java.util.concurrent.TimeUnit;

/**
 * Whether an event loop is to look for more for longer than usual, as it would find something.
 *
 * <p>Where a processor that sleeps is slow to wake up, a message and its answer are under way for
 * longer than loops usually look, just because the loops at both ends sleep meanwhile; were they
 * awake, it would take a fraction of that. So after some waits that ended soon after the loop had
 * blocked it is patient for a few, and remains so if nearly all of these become short. If they do
 * not, it takes twice as many waits until the next trial. For one event loop.
 */
final class Patience {
  /** How long a patient loop looks. */
  static final long NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  /** A wait that ends at once says nothing of how long messages are under way. */
  private static final long AT_ONCE_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  /** A wait that is as short as it should become. */
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final int TRIAL_WAITS = 16;
  private static final int SHORT_WAITS_AT_LEAST = 14;
  private static final int FIRST_MISSES = 16;
  private static final int MAX_MISSES = 1024;

  private boolean isPatient;
  private int waits;
  private int shortWaits;
  private int misses;
  private int missesUntilTrial = FIRST_MISSES;

  boolean isPatient() {
    return isPatient;
  }

  /**
   * A wait has ended.
   *
   * @param hasBlocked whether the loop had given up looking by then
   */
  void waited(long nanos, boolean hasBlocked) {
    if (nanos < AT_ONCE_NANOS) {
      return;
    }
    if (isPatient) {
      waits++;
      if (nanos < SHORT_NANOS) {
        shortWaits++;
      }
      if (waits == TRIAL_WAITS) {
        isPatient = shortWaits >= SHORT_WAITS_AT_LEAST;
        missesUntilTrial = isPatient ? FIRST_MISSES : Math.min(2 * missesUntilTrial, MAX_MISSES);
        waits = 0;
        shortWaits = 0;
      }
    } else if (hasBlocked && nanos < NANOS) {
      misses++;
      if (misses == missesUntilTrial) {
        misses = 0;
        isPatient = true;
      }
    }
  }
}
