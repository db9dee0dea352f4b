package dev.sluice.cli;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "demo",
    description = {
      "Shows the three kinds of streams: starts each server on a free port, runs its client, and"
          + " checks that nothing is left behind.",
      "The label in front of a line tells who printed it."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String HOST = "0.0.0.0";
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Console console;
  private final ServerGroup servers = new ServerGroup();

  @Mixin private LogOptions log = new LogOptions();

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.applyToServer();
    Leftovers leftovers = new Leftovers();
    boolean shown = false;
    try {
      shown =
          show("pow", services("pow").pow(), leftovers)
              && show("sum", services("sum").sum(), leftovers)
              && show("sqrt", services("sqrt").sqrt(), leftovers, "--interval", "100ms");
    } catch (IOException e) {
      console.say("cannot start a server: " + e.getMessage());
    }
    servers.drain();
    if (!servers.awaitIdle(GRACE)) {
      console.say("a server still has a call though its client has ended");
      shown = false;
    }
    servers.cut();
    String found = leftovers.find();
    if (!found.isEmpty()) {
      console.say("left behind: " + found);
      return ExitCode.FAILED;
    }
    if (shown) {
      console.out().println("demo        | three streams shown, nothing left behind");
    }
    return shown ? ExitCode.OK : ExitCode.FAILED;
  }

  private Services services(String name) {
    return Services.printingTo(console.out().labelled(label(name, "server")));
  }

  /** Starts a server and runs its client; the server goes on. */
  private boolean show(
      String name, List<BindableService> services, Leftovers leftovers, String... options)
      throws IOException {
    ListenAddress address = new ListenAddress(HOST, 0, "--port");
    int port =
        servers.start(
            Transport.SLUICE,
            new ServerPlan(address, services),
            InsecureServerCredentials.create());
    leftovers.expectFree(port);
    console
        .out()
        .labelled(label(name, "server"))
        .dated()
        .print(() -> "Serving gRPC on " + address.at(port));
    String[] command =
        Stream.concat(Stream.of(name, "--target", "localhost:" + port), Stream.of(options))
            .toArray(String[]::new);
    int code = Sluice.execute(console.labelled(label(name, "client")), command);
    if (code != ExitCode.OK) {
      console.say("the demo failed: sluice " + name + " ended with exit code " + code);
    }
    return code == ExitCode.OK;
  }

  private static String label(String name, String side) {
    return String.format("%-11s | ", name + " " + side);
  }
}
