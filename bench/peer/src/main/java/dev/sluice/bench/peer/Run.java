package dev.sluice.bench.peer;

import dev.sluice.bench.proto.Order;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command {@code run}, parsed. */
record Run(Workload workload, int payload, int streams, int connections, long messages) {
  Run {
    if (payload < 0 || streams < 1 || connections < 1 || messages < streams) {
      throw new IllegalArgumentException("out of range");
    }
  }

  /** Takes one {@code key=value} of each key. */
  static Run parse(List<String> words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new Run(
        Workload.of(value(values, "workload")),
        Integer.parseInt(value(values, "payload")),
        Integer.parseInt(value(values, "streams")),
        Integer.parseInt(value(values, "connections")),
        Long.parseLong(value(values, "messages")));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key + "=");
    }
    return value;
  }

  int connection(int stream) {
    return stream % connections;
  }

  long perStream() {
    return messages / streams;
  }

  Order order(int stream) {
    return Items.order(stream * perStream(), perStream(), payload);
  }
}
