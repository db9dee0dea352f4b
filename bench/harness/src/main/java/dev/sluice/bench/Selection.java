package dev.sluice.bench;

import java.util.List;
import java.util.function.Function;

/** Picks from a list what the user named. */
final class Selection {
  private Selection() {}

  /** The subjects with these names; all, if there are none. */
  static List<Subject> subjects(List<Subject> all, List<String> names) {
    return pick("subject", all, names, Subject::name, (subject, name) -> false);
  }

  /** The workloads with these names, or of these kinds; all, if there are none. */
  static List<Workload> workloads(List<Workload> all, List<String> names) {
    return pick(
        "workload", all, names, Workload::name, (work, name) -> work.kind().word().equals(name));
  }

  private interface Alias<T> {
    boolean names(T thing, String name);
  }

  private static <T> List<T> pick(
      String what, List<T> all, List<String> names, Function<T, String> nameOf, Alias<T> alias) {
    for (String name : names) {
      if (all.stream().noneMatch(t -> nameOf.apply(t).equals(name) || alias.names(t, name))) {
        throw new UsageException("there is no " + what + " " + name + "; --list shows them all");
      }
    }
    return all.stream()
        .filter(t ->
            names.isEmpty()
                || names.stream().anyMatch(n -> nameOf.apply(t).equals(n) || alias.names(t, n)))
        .toList();
  }
}
