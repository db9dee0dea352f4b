package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets the subjects take turns at a workload: A B C, A B C, and so on. */
final class Rounds implements AutoCloseable {
  /** What so many streams cost is asked of all; more are for those who get there. */
  private static final int EXPECTED_IDLE_STREAMS = 10_000;

  /** Told after each round how much is done, 0 to 1, and what was measured. */
  interface Listener {
    void done(double share, String figures);
  }

  private interface Step {
    void run() throws PeerFailure, InterruptedException;
  }

  private static final class Entry {
    final Contestant contestant;
    final List<Run> runs = new ArrayList<>();
    Outcome.@Nullable Trouble trouble;
    @Nullable String reason;

    Entry(Contestant contestant) {
      this.contestant = contestant;
    }

    String name() {
      return contestant.subject().name();
    }

    Outcome outcome() {
      return new Outcome(name(), trouble, reason, List.copyOf(runs));
    }
  }

  private final Workload workload;
  private final List<Entry> entries;
  private final Redaction redaction;
  private final Progress progress;

  Rounds(Workload workload, List<Contestant> contestants, Redaction redaction, Progress progress) {
    this.workload = workload;
    this.entries = contestants.stream().map(Entry::new).toList();
    this.redaction = redaction;
    this.progress = progress;
  }

  /**
   * Warms up, and plays the rounds.
   *
   * @param clock seconds
   * @param deadline as the clock has it: past the first, no round begins that would end after it
   */
  List<Outcome> play(int rounds, DoubleSupplier clock, double deadline, Listener listener)
      throws InterruptedException {
    for (Entry entry : entries) {
      attempt(entry, entry.contestant::prepare);
    }
    double longest = 0;
    for (int round = 1; round <= rounds; round++) {
      double begin = clock.getAsDouble();
      if (round > 1 && begin + longest > deadline) {
        progress.say(workload.name() + ": no time for round " + round);
        break;
      }
      play(round);
      longest = Math.max(longest, clock.getAsDouble() - begin);
      listener.done((double) round / rounds, "round " + round + " of " + rounds + figures());
    }
    return entries.stream().map(Entry::outcome).toList();
  }

  private void play(int round) throws InterruptedException {
    for (Entry entry : entries) {
      attempt(entry, () -> entry.runs.add(entry.contestant.measure(round)));
    }
  }

  private void attempt(Entry entry, Step step) throws InterruptedException {
    if (entry.trouble != null) {
      return;
    }
    try {
      step.run();
    } catch (PeerFailure e) {
      String reason = redaction.apply(e.reason());
      entry.trouble = trouble(e);
      entry.reason = reason;
      progress.say(workload.name() + ": " + entry.name() + " is out: " + reason);
      entry.contestant.kill();
    }
  }

  private Outcome.Trouble trouble(PeerFailure failure) {
    return switch (failure.kind()) {
      case WRONG -> Outcome.Trouble.FAILED;
      case UNSUPPORTED -> Outcome.Trouble.UNSUPPORTED;
      case BROKEN ->
          workload.kind() == Kind.IDLE && workload.streams() > EXPECTED_IDLE_STREAMS
              ? Outcome.Trouble.NOT_REACHED
              : Outcome.Trouble.FAILED;
    };
  }

  private String figures() {
    Metric primary = workload.kind().primary();
    return entries.stream()
        .filter(entry -> entry.trouble == null)
        .map(entry -> {
          double value = primary.of(entry.runs.getLast()).orElse(Double.NaN);
          return entry.name() + " " + primary.unit().format(value);
        })
        .collect(Collectors.joining(" · ", ": ", ""));
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.contestant.hangUp());
    for (Entry entry : entries) {
      entry.contestant.close();
    }
  }
}
