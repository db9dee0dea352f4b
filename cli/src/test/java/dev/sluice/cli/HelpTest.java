package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"demo", "serve", "pow", "sum", "sqrt"})
  void helpOfEachCommandListsOptionsAndExitCodes(String command) {
    Run help = Run.of(command, "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .anyMatch(line -> line.startsWith("Usage: sluice " + command + " [OPTIONS]"))
        .anyMatch(line -> line.contains("--verbose"))
        .anyMatch(line -> line.startsWith("Exit codes:"))
        .allMatch(line -> line.length() <= 100);
    assertThat(Run.of("help", command).out()).isEqualTo(help.out());
  }

  @Test
  void helpListsTheCommands() {
    assertThat(String.join("\n", Run.of("--help").out()))
        .contains("  demo ", "  serve ", "  pow ", "  sum ", "  sqrt ");
  }

  @Test
  void withoutACommandHelpIsShown() {
    Run run = Run.of();

    assertThat(run.out()).isEqualTo(Run.of("--help").out());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void versionIsTold() {
    Run run = Run.of("--version");

    assertThat(run.out().getFirst()).startsWith("sluice ");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void completionScriptIsPrinted() {
    assertThat(Run.of("generate-completion").out()).contains("#!/usr/bin/env bash");
  }
}
