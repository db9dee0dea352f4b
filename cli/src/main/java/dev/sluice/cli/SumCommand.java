package dev.sluice.cli;

import dev.sluice.numbers.SumClient;
import dev.sluice.numbers.proto.ClientStreamSluice;
import io.grpc.Channel;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "sum", description = "Client streaming: sends numbers, prints their sum.")
final class SumCommand extends ClientCommand {
  @Mixin private NumbersOption option = new NumbersOption();

  SumCommand(Console console) {
    super(console);
  }

  @Override
  int usualPort() {
    return Ports.SUM;
  }

  @Override
  void talk(Channel channel) {
    NumberSource<Long> numbers = option.open(NumberKind.WHOLE, console, Duration.ZERO);
    ClientStreamSluice.Client client =
        connection()
            .configure(ClientStreamSluice.newClient(channel))
            .withInterceptors(new EndOfCall(transport -> numbers.stop()));
    try (Progress<Long> shown = option.withProgress(numbers, console, true)) {
      new SumClient(client, console.out().dated()).run(shown);
    }
  }
}
