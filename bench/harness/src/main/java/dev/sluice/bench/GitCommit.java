package dev.sluice.bench;

import java.nio.file.Path;
import java.time.Duration;

/** Which commit is measured. */
final class GitCommit {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String UNKNOWN = "unknown";

  private GitCommit() {}

  /** The commit, and whether the tree differs from it. */
  static String of(Path root, Shell shell, Path logs) throws InterruptedException {
    Path output = logs.resolve("git.log");
    String commit =
        shell.firstLine("git rev-parse --short=12 HEAD", root, output, LIMIT).orElse(UNKNOWN);
    boolean isChanged = shell.firstLine("git status --porcelain", root, output, LIMIT).isPresent();
    return isChanged ? commit + " with changes" : commit;
  }
}
