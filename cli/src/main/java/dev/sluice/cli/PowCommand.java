package dev.sluice.cli;

import dev.sluice.numbers.PowClient;
import dev.sluice.numbers.proto.ServerStreamSluice;
import io.grpc.Channel;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "pow",
    description = {
      "Server streaming: sends a number, prints its powers from the 0th to the 9th.",
    })
final class PowCommand extends ClientCommand {
  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      description = {
        "The number; 2 unless given.",
        "A - reads numbers from standard input, one a line, and makes a call for each."
      })
  private String number = "2";

  PowCommand(Console console) {
    super(console);
  }

  @Override
  int usualPort() {
    return Ports.POW;
  }

  @Override
  void talk(Channel channel) {
    NumberSource<Long> numbers = numbers();
    while (numbers.hasNext()) {
      ServerStreamSluice.Client client =
          connection().configure(ServerStreamSluice.newClient(channel));
      new PowClient(client, console.out().dated()).run(numbers.next());
    }
  }

  private NumberSource<Long> numbers() {
    return number.equals("-")
        ? new StreamedNumbers<>(new LineReader(console.in()).start(), NumberKind.WHOLE)
        : new ListedNumbers<>(List.of(NumberKind.WHOLE.parseArgument(number)));
  }
}
