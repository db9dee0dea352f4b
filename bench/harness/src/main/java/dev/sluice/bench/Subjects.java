package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the subjects. */
final class Subjects {
  private Subjects() {}

  /**
   * All subjects whose files are {@code <peers>/<directory>/subjects/*.properties}, in the order of
   * the tables.
   */
  static List<Subject> find(Path peers) throws IOException {
    List<Subject> found = new ArrayList<>();
    for (Path directory : list(peers, "*")) {
      for (Path file : list(directory.resolve("subjects"), "*.properties")) {
        found.add(SubjectFile.read(directory, file));
      }
    }
    Set<String> names = new HashSet<>();
    for (Subject subject : found) {
      if (!names.add(subject.name())) {
        throw new UsageException("two subjects are named " + subject.name());
      }
    }
    found.sort(Comparator.comparingInt(Subject::order).thenComparing(Subject::name));
    return found;
  }

  private static List<Path> list(Path directory, String glob) throws IOException {
    List<Path> paths = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
        stream.forEach(paths::add);
      }
    }
    return paths;
  }
}
