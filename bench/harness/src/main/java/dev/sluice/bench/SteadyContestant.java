package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/** Warms up once, and then does the same work in every round, in the same two processes. */
final class SteadyContestant implements Contestant {
  private final Subject subject;
  private final Workload workload;
  private final Settings settings;
  private final Launcher launcher;
  private @Nullable Pair pair;
  private @Nullable Work work;
  private long messages;

  SteadyContestant(Subject subject, Workload workload, Settings settings, Launcher launcher) {
    this.subject = subject;
    this.workload = workload;
    this.settings = settings;
    this.launcher = launcher;
  }

  @Override
  public Subject subject() {
    return subject;
  }

  @Override
  public void prepare() throws PeerFailure, InterruptedException {
    Pair started = Pair.start(launcher, subject);
    pair = started;
    Work ready = new Work(started, workload, settings.commandLimit());
    work = ready;
    messages = new WarmUp(workload, settings).run(ready);
  }

  @Override
  public Run measure(int round) throws PeerFailure, InterruptedException {
    if (work == null) {
      throw new IllegalStateException("not prepared");
    }
    return work.run(round, messages);
  }

  @Override
  public void hangUp() {
    if (pair != null) {
      pair.hangUp();
    }
  }

  @Override
  public void close() {
    if (pair != null) {
      pair.close();
    }
  }

  @Override
  public void kill() {
    if (pair != null) {
      pair.kill();
    }
  }
}
