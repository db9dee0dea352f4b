package dev.sluice.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of every command says alike. */
final class HelpTexts {
  private static final int MAX_WIDTH = 100;

  private HelpTexts() {}

  static void addTo(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    spec.versionProvider(HelpTexts::version);
    UsageMessageSpec usage = spec.usageMessage();
    usage.width(MAX_WIDTH);
    usage.sortOptions(false);
    usage.sortSynopsis(false);
    usage.abbreviateSynopsis(true);
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(exitCodes());
    command.getSubcommands().values().forEach(HelpTexts::addTo);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "all went well");
    codes.put("1", "a call failed, or a server could not be started");
    codes.put("2", "an option, a number or a file that was given is no good");
    codes.put(
        "130, 143", "stopped by Ctrl-C or by SIGTERM, a server after its clean shutdown, too");
    codes.put("141", "whoever read the output has gone");
    return codes;
  }

  private static String[] version() {
    String version = HelpTexts.class.getPackage().getImplementationVersion();
    return new String[] {
      "sluice " + (version == null ? "(development)" : version),
      "Java " + System.getProperty("java.version")
    };
  }
}
