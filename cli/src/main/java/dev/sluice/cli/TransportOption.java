package dev.sluice.cli;

import picocli.CommandLine.Option;

/** Which transport carries the calls. */
final class TransportOption {
  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "What carries the calls: sluice, or grpc-java's netty; sluice unless given.")
  private Transport transport = Transport.SLUICE;

  Transport transport() {
    return transport;
  }
}
