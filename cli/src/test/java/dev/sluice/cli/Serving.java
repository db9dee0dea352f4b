package dev.sluice.cli;

import java.util.stream.Stream;

/** {@code sluice serve} in this process, on a free loopback port. */
final class Serving implements AutoCloseable {
  private final Run run;

  private Serving(Run run) {
    this.run = run;
  }

  /** Starts all services on one port. */
  static Serving start(String... options) {
    Run run =
        Run.start(
            Stream.concat(
                    Stream.of("serve", "--host", "127.0.0.1", "--port", "0"), Stream.of(options))
                .toArray(String[]::new));
    return new Serving(run.awaitLines(1));
  }

  Run run() {
    return run;
  }

  int port() {
    return portOf(run.out().getFirst());
  }

  String target() {
    return "localhost:" + port();
  }

  static int portOf(String servingLine) {
    return Integer.parseInt(servingLine.substring(servingLine.lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    run.close();
  }
}
