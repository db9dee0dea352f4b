package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/** Weighs, in new processes each time, what one idle stream adds to them. */
record IdleContestant(Subject subject, Workload workload, Settings settings, Launcher launcher)
    implements Contestant {
  private static final int MAX_READINGS = 20;
  private static final long BETWEEN_READINGS_MILLIS = 50;
  private static final double SAME = 0.005;

  /** What is resident in both processes; null is what could not be read, or is not there. */
  private record Resident(@Nullable Long client, @Nullable Long server) {}

  @Override
  public Run measure(int round) throws PeerFailure, InterruptedException {
    Pair pair = Pair.start(launcher, subject);
    try {
      return measure(round, pair);
    } finally {
      pair.kill();
    }
  }

  private Run measure(int round, Pair pair) throws PeerFailure, InterruptedException {
    open(pair, 1);
    Resident before = settled(pair);
    Run run = open(pair, workload.streams());
    Resident after = settled(pair);
    Side client = Side.idle(before.client(), after.client());
    Side server = pair.server() == null ? null : Side.idle(before.server(), after.server());
    return new Run(
        round, run.messages(), run.nanos(), run.elapsedNanos(), null, client, server, run.others());
  }

  private Run open(Pair pair, int streams) throws PeerFailure, InterruptedException {
    Workload idle = new Workload(Kind.IDLE, workload.payload(), streams, workload.connections());
    return new Work(pair, idle, settings.commandLimit()).run(0, streams);
  }

  /** Waits until both have freed what they can. */
  private static Resident settled(Pair pair) throws PeerFailure, InterruptedException {
    pair.settle();
    PeerProcess server = pair.server();
    return new Resident(stable(pair.client()), server == null ? null : stable(server));
  }

  private static @Nullable Long stable(PeerProcess peer) throws InterruptedException {
    Long last = Proc.residentBytes(peer.handle());
    for (int i = 1; i < MAX_READINGS && last != null; i++) {
      Thread.sleep(BETWEEN_READINGS_MILLIS);
      Long next = Proc.residentBytes(peer.handle());
      if (next != null && Math.abs(next - last) <= last * SAME) {
        return next;
      }
      last = next;
    }
    return last;
  }
}
