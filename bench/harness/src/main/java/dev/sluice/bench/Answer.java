package dev.sluice.bench;

import java.util.HashMap;
import java.util.Map;

/** A line that a peer printed, taken apart. */
final class Answer {
  private static final int SHOWN_CHARACTERS = 80;

  private final String line;
  private final Map<String, Long> values = new HashMap<>();

  private Answer(String line, String first) throws PeerFailure {
    this.line = line;
    String[] words = line.split(" ", -1);
    if (!words[0].equals(first)) {
      throw nonsense();
    }
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        throw nonsense();
      }
      values.put(words[i].substring(0, equals), number(words[i].substring(equals + 1)));
    }
  }

  /** The answer to a command: {@code ok}, with or without values, or {@code error}. */
  static Answer toCommand(String line) throws PeerFailure {
    if (line.equals("error unsupported")) {
      throw PeerFailure.unsupported();
    }
    if (line.startsWith("error ")) {
      throw PeerFailure.broken(line.substring("error ".length()));
    }
    return new Answer(line, "ok");
  }

  /** What a server or a client says first. */
  static Answer ready(String line) throws PeerFailure {
    return new Answer(line, "ready");
  }

  long get(String key) throws PeerFailure {
    Long value = values.get(key);
    if (value == null) {
      throw nonsense();
    }
    return value;
  }

  private long number(String text) throws PeerFailure {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw nonsense();
    }
  }

  private PeerFailure nonsense() {
    String shown = line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) : line;
    return PeerFailure.broken("spoke nonsense: \"" + shown + "\"");
  }
}
