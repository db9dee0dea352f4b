package dev.sluice.bench;

/** Times, in new processes each time, how soon a server is ready and a client's call answered. */
record StartupContestant(Subject subject, Settings settings, Launcher launcher)
    implements Contestant {
  private static final Workload ONE_CALL = new Workload(Kind.UNARY, 0, 1, 1);

  @Override
  public Run measure(int round) throws PeerFailure, InterruptedException {
    Pair pair = Pair.start(launcher, subject);
    try {
      Run call = new Work(pair, ONE_CALL, settings.commandLimit()).run(0, 1);
      PeerProcess server = pair.server();
      Side ofServer = server == null ? null : Side.start(server.nanosToLastLine());
      Side ofClient = Side.start(pair.client().nanosToLastLine());
      return new Run(round, 1, call.nanos(), call.elapsedNanos(), null, ofClient, ofServer, null);
    } finally {
      pair.kill();
    }
  }
}
