package dev.sluice.cli;

import dev.sluice.numbers.SqrtClient;
import dev.sluice.numbers.proto.BidirectionalStreamServerSluice;
import io.grpc.Channel;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "sqrt",
    description = "Bidirectional streaming: sends numbers, prints their square roots as they come.")
final class SqrtCommand extends ClientCommand {
  private static final Duration TUTORIAL_INTERVAL = Duration.ofSeconds(1);

  @Mixin private NumbersOption option = new NumbersOption();

  SqrtCommand(Console console) {
    super(console);
  }

  @Override
  int usualPort() {
    return Ports.SQRT;
  }

  @Override
  void talk(Channel channel) throws Exception {
    NumberSource<Double> source = option.open(NumberKind.DECIMAL, console, TUTORIAL_INTERVAL);
    BidirectionalStreamServerSluice.Client client =
        connection()
            .configure(BidirectionalStreamServerSluice.newClient(channel))
            .withInterceptors(new EndOfCall(transport -> source.stop()));
    try (Progress<Double> shown = option.withProgress(source, console, !console.outIsTerminal())) {
      NumbersToTheFirstBad<Double> numbers = new NumbersToTheFirstBad<>(shown);
      new SqrtClient(client, console.out().plain()).run(numbers);
      numbers.check();
    }
  }
}
