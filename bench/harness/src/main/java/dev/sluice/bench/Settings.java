package dev.sluice.bench;

import java.time.Duration;
import java.util.List;

/**
 * How a run of the bench measures.
 *
 * @param rounds counted rounds
 * @param freshRounds counted rounds of the workloads that start new processes each time
 * @param seconds what a counted run should take
 * @param warmUpSeconds what the runs before the first counted one take together, at least
 * @param maxWarmUpSeconds what they take together, at most, while they still get faster
 * @param limitSeconds what all workloads may take together; rounds are left out to keep it
 * @param commandSeconds how long a peer may take for one command
 * @param baseline the subject that the tables compare with
 */
record Settings(
    boolean quick,
    int rounds,
    int freshRounds,
    double seconds,
    double warmUpSeconds,
    double maxWarmUpSeconds,
    double limitSeconds,
    double commandSeconds,
    String baseline,
    List<String> jvmFlags,
    List<String> idleJvmFlags) {
  Duration commandLimit() {
    return Duration.ofMillis((long) (commandSeconds * 1_000));
  }

  int rounds(Kind kind) {
    return kind.isFresh() ? freshRounds : rounds;
  }

  List<String> jvmFlags(Kind kind) {
    return kind == Kind.IDLE ? idleJvmFlags : jvmFlags;
  }
}
