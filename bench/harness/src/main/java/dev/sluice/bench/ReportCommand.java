package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    description = "Writes the report and the charts anew, from raw data that are there.")
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIRECTORY", description = "Where results.json is.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    Results results = OutputDirectory.read(directory);
    OutputDirectory.write(results, directory, new Progress(spec.commandLine().getErr()));
    return Bench.OK;
  }
}
