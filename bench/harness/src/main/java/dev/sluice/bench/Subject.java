package dev.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One implementation that is measured, as its properties file describes it.
 *
 * @param directory where its commands run
 * @param needs commands that must be on the PATH
 * @param build what builds it, for a shell; null if there is nothing to build
 * @param version as the file says it; null if a command is to be asked
 * @param versionCommand prints the version, for a shell
 */
record Subject(
    String name,
    int order,
    Path directory,
    String language,
    String transport,
    Group group,
    String tuning,
    boolean quick,
    List<String> needs,
    @Nullable String build,
    @Nullable String version,
    @Nullable String versionCommand,
    Program program) {
  /** How many JVMs it runs as. */
  int jvms() {
    if (program instanceof Program.Jvm) {
      return program.hasServer() ? 2 : 1;
    }
    return 0;
  }
}
