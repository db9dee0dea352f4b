package dev.sluice.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.peer.Peers;
import dev.sluice.bench.peer.Subject;
import dev.sluice.bench.peer.Workload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each subject, server and client, in one process, driven as the harness drives it. */
class SubjectsTest {
  private final List<String> commands = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  private void run(
      Subject subject, Workload workload, int payload, int streams, int connections, long each) {
    commands.add(
        "run workload="
            + workload.word()
            + (" payload=" + payload + " streams=" + streams)
            + (" connections=" + connections + " messages=" + streams * each));
    expected.add(
        subject.supports(workload)
            ? "ok nanos=\\d+ " + Expected.of(streams, each, payload).words() + "( p\\d+=\\d+){0,3}"
            : "error unsupported");
  }

  private void check(Subject subject) throws Exception {
    String input = String.join("\n", commands) + "\n";
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int exitCode =
        Peers.run(
            subject,
            new String[] {"client"},
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(output, true, StandardCharsets.UTF_8));
    assertThat(exitCode).isZero();
    List<String> answers = output.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
    assertThat(answers).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(answers.get(i)).as(commands.get(i)).matches(expected.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWorkloadCarriesEveryItemInOrder(SubjectUnderTest kind) throws Exception {
    Subject subject = kind.create();
    for (Workload workload : Workload.values()) {
      long each = workload == Workload.IDLE ? 1 : 50;
      run(subject, workload, 0, 1, 1, each);
      run(subject, workload, 5, 5, 2, each);
      run(subject, workload, 300, 5, 2, each);
    }
    check(subject);
  }

  @ParameterizedTest
  @EnumSource
  void streamsThatOutgrowEveryBufferArriveWhole(SubjectUnderTest kind) throws Exception {
    Subject subject = kind.create();
    for (Workload workload : List.of(Workload.DOWNLOAD, Workload.UPLOAD, Workload.EXCHANGE)) {
      run(subject, workload, 0, 1, 1, 30_000);
      run(subject, workload, 100_003, 2, 1, 40);
    }
    check(subject);
  }

  @ParameterizedTest
  @EnumSource
  void manyStreamsAtOnceDoNotMixUp(SubjectUnderTest kind) throws Exception {
    Subject subject = kind.create();
    run(subject, Workload.DOWNLOAD, 10, 100, 4, 20);
    run(subject, Workload.UPLOAD, 10, 100, 4, 20);
    run(subject, Workload.EXCHANGE, 10, 100, 4, 20);
    run(subject, Workload.IDLE, 10, 600, 4, 1);
    run(subject, Workload.PINGPONG, 10, 100, 4, 5);
    check(subject);
  }
}
