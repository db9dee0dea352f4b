package dev.sluice.bench;

import dev.sluice.bench.Results.SubjectFacts;
import java.awt.Color;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One colour for each subject, the same in all charts; a group's colours are of one family. */
final class Palette {
  private static final Map<Group, int[]> FAMILIES =
      Map.of(
          Group.SLUICE, new int[] {0x0B4F9C, 0x3D8FD9, 0x8CC4F0},
          Group.GRPC_JAVA, new int[] {0xB5360C, 0xEE7D1A, 0xF9BC6A},
          Group.PEER,
              new int[] {0x1B6E35, 0x4FAE4A, 0xA3D36C, 0x0E8C85, 0x7A3E9D, 0xC08AD8, 0x8C7A1F},
          Group.LIMIT, new int[] {0x3A3A3A, 0x8E8E8E, 0xBDBDBD});

  private final Map<String, Color> colours = new HashMap<>();

  Palette(List<SubjectFacts> subjects) {
    Map<Group, Integer> used = new EnumMap<>(Group.class);
    for (SubjectFacts subject : subjects) {
      int[] family = FAMILIES.getOrDefault(subject.group(), new int[] {0});
      int index = used.merge(subject.group(), 1, Integer::sum) - 1;
      colours.put(subject.name(), new Color(family[index % family.length]));
    }
  }

  Color of(String subject) {
    return colours.getOrDefault(subject, Color.BLACK);
  }
}
