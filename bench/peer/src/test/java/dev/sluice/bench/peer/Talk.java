package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a peer says to the lines it is told, and the code it exits with. */
record Talk(List<String> answers, int exitCode) {
  static final Duration LIMIT = Duration.ofMinutes(1);

  static Talk with(Subject subject, String[] args, String... commands) throws Exception {
    return with(subject, LIMIT, args, commands);
  }

  static Talk with(Subject subject, Duration limit, String[] args, String... commands)
      throws Exception {
    String input = String.join("\n", commands) + (commands.length == 0 ? "" : "\n");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CommandLoop loop =
        new CommandLoop(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(output, true, StandardCharsets.UTF_8),
            limit);
    int exitCode = Peers.run(subject, args, loop);
    return new Talk(output.toString(StandardCharsets.UTF_8).lines().toList(), exitCode);
  }

  static Talk withClient(Subject subject, String... commands) throws Exception {
    return with(subject, new String[] {"client", "port=4711"}, commands);
  }

  static String run(Workload workload, int streams, int connections, long messages) {
    return "run workload="
        + workload.word()
        + (" payload=3 streams=" + streams)
        + (" connections=" + connections + " messages=" + messages);
  }

  /** What an answer of {@code ok} says, by key. */
  static Map<String, Long> values(String answer) {
    Map<String, Long> values = new HashMap<>();
    assertThat(answer).startsWith("ok ");
    Matcher value = Pattern.compile("(\\w+)=(-?\\d+)").matcher(answer);
    while (value.find()) {
      values.put(value.group(1), Long.valueOf(value.group(2)));
    }
    return values;
  }

  String last() {
    return answers.getLast();
  }
}
