package dev.sluice.cli;

import io.grpc.ServerCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = {
      "Runs the tutorial's servers until told to stop (Ctrl-C, SIGTERM).",
      "Running calls may then end within the grace period. Health and reflection are on."
    },
    footerHeading = "%nLimits for each client:%n",
    footer = ServerLimits.HELP)
final class ServeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private LogOptions log = new LogOptions();
  @Mixin private PortOptions ports = new PortOptions();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print no line for what clients send.")
  private boolean quiet;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "How long running calls may go on when told to stop; 10s unless given.")
  private Duration grace = Duration.ofSeconds(10);

  @Mixin private TransportOption transport = new TransportOption();
  @Mixin private ServerTlsOptions tls = new ServerTlsOptions();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    log.applyToServer();
    Services services = quiet ? Services.SILENT : Services.printingTo(console.out());
    List<ServerPlan> plans = ports.plan(services);
    ServerCredentials credentials = tls.credentials();
    ServerGroup servers = new ServerGroup();
    List<String> serving = new ArrayList<>();
    for (ServerPlan plan : plans) {
      try {
        int port = servers.start(transport.transport(), plan, credentials);
        serving.add("Serving gRPC on " + plan.address().at(port));
      } catch (IOException e) {
        servers.cut();
        console.say(plan.address().explain(e));
        return ExitCode.FAILED;
      }
    }
    return runUntilTold(servers, serving);
  }

  private int runUntilTold(ServerGroup servers, List<String> serving) {
    Thread onSignal = new Thread(() -> stop(servers), "sluice-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    serving.forEach(line -> console.out().dated().print(() -> line));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Nobody interrupts the command itself, but who runs it in his own process may.
      Runtime.getRuntime().removeShutdownHook(onSignal);
      stop(servers);
    }
    return ExitCode.OK;
  }

  private void stop(ServerGroup servers) {
    servers.drain();
    if (!servers.awaitIdle(Duration.ZERO)) {
      console.say("stopping; running calls have " + Durations.format(grace) + " to end");
      if (!servers.awaitIdle(grace)) {
        console.say("cutting the calls that still run");
      }
    }
    servers.cut();
    console.out().flush();
  }
}
