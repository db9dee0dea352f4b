package dev.sluice.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the servers listen. */
final class PortOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Listen on this address only; on all unless given.")
  private String host = "0.0.0.0";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Offer all services on this one port (0: any that is free).")
  private @Nullable Integer port;

  @Option(
      names = "--sum-port",
      paramLabel = "PORT",
      description = "Offer Sum here; on 8081 unless given.")
  private @Nullable Integer sumPort;

  @Option(
      names = "--pow-port",
      paramLabel = "PORT",
      description = "Offer Pow here; on 8082 unless given.")
  private @Nullable Integer powPort;

  @Option(
      names = "--sqrt-port",
      paramLabel = "PORT",
      description = "Offer Sqrt and AllStream here; on 8083 unless given.")
  private @Nullable Integer sqrtPort;

  List<ServerPlan> plan(Services services) {
    if (port == null) {
      return List.of(
          new ServerPlan(address(sumPort, Ports.SUM, "--sum-port"), services.sum()),
          new ServerPlan(address(powPort, Ports.POW, "--pow-port"), services.pow()),
          new ServerPlan(address(sqrtPort, Ports.SQRT, "--sqrt-port"), services.sqrt()));
    }
    if (sumPort != null || powPort != null || sqrtPort != null) {
      throw new UsageException("--port is for all services: leave the other ports out");
    }
    return List.of(new ServerPlan(new ListenAddress(host, port, "--port"), services.all()));
  }

  private ListenAddress address(@Nullable Integer given, int usual, String option) {
    return new ListenAddress(host, given == null ? usual : given, option);
  }
}
