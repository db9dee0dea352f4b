package dev.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.proto.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadsTest {
  private static final int STREAMS = 3;
  private static final long PER_STREAM = 4;

  /** The definition, once more: of values that go on from stream to stream, each with 3 bytes. */
  private static long checksum(long perStream) {
    long sum = 0;
    for (int stream = 0; stream < STREAMS; stream++) {
      long checksum = 0;
      for (long i = 0; i < perStream; i++) {
        checksum = checksum * 31 + stream * perStream + i + 3 + 2;
      }
      sum += checksum;
    }
    return sum;
  }

  private static Map<String, Long> run(Subject subject, Workload workload, long perStream)
      throws Exception {
    return Talk.values(
        Talk.withClient(subject, Talk.run(workload, STREAMS, 2, STREAMS * perStream)).last());
  }

  @ParameterizedTest
  @EnumSource(names = "IDLE", mode = EnumSource.Mode.EXCLUDE)
  void everyMessageIsCountedAndFolded(Workload workload) throws Exception {
    Map<String, Long> values = run(new FakeSubject(), workload, PER_STREAM);
    assertThat(values)
        .containsEntry("messages", STREAMS * PER_STREAM)
        .containsEntry("checksum", checksum(PER_STREAM))
        .containsKey("nanos");
  }

  @ParameterizedTest
  @EnumSource(names = {"PINGPONG", "UNARY"})
  void workloadsOfRoundTripsAnswerPercentiles(Workload workload) throws Exception {
    Map<String, Long> values = run(new FakeSubject(), workload, PER_STREAM);
    assertThat(values.get("p50")).isLessThanOrEqualTo(values.get("p99"));
    assertThat(values.get("p99")).isLessThanOrEqualTo(values.get("p999"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"PINGPONG", "UNARY"},
      mode = EnumSource.Mode.EXCLUDE)
  void otherWorkloadsDoNot(Workload workload) throws Exception {
    assertThat(run(new FakeSubject(), workload, 1)).doesNotContainKeys("p50", "p99", "p999");
  }

  @Test
  void idleStreamsAreUsedOnceAndHeldUntilTheNextRun() throws Exception {
    FakeSubject subject = new FakeSubject();
    Talk talk =
        Talk.withClient(
            subject,
            Talk.run(Workload.IDLE, STREAMS, 1, STREAMS),
            "settle",
            Talk.run(Workload.IDLE, STREAMS, 1, STREAMS));
    assertThat(Talk.values(talk.answers().get(1)))
        .containsEntry("messages", (long) STREAMS)
        .containsEntry("checksum", checksum(1));
    assertThat(subject.mostOpenStreams).hasValue(STREAMS);
    assertThat(subject.openStreams).hasValue(0);
  }

  @Test
  void setupEndsEachStreamBeforeItOpensTheNext() throws Exception {
    FakeSubject subject = new FakeSubject();
    run(subject, Workload.SETUP, PER_STREAM);
    assertThat(subject.mostOpenStreams.get()).isBetween(1, STREAMS);
    assertThat(subject.openStreams).hasValue(0);
  }

  private static Map<String, Long> distorted(Workload workload, UnaryOperator<List<Item>> how)
      throws Exception {
    return run(new FakeSubject(how), workload, PER_STREAM);
  }

  @ParameterizedTest
  @EnumSource(names = {"DOWNLOAD", "UPLOAD", "EXCHANGE"})
  void aSubjectThatDropsAMessageIsFoundOut(Workload workload) throws Exception {
    Map<String, Long> values = distorted(workload, items -> items.subList(1, items.size()));
    assertThat(values.get("messages")).isEqualTo(STREAMS * (PER_STREAM - 1));
    assertThat(values.get("checksum")).isNotEqualTo(checksum(PER_STREAM));
  }

  @ParameterizedTest
  @EnumSource(names = {"DOWNLOAD", "UPLOAD", "EXCHANGE"})
  void aSubjectThatSwapsTwoMessagesIsFoundOut(Workload workload) throws Exception {
    Map<String, Long> values =
        distorted(
            workload,
            items -> {
              List<Item> swapped = new ArrayList<>(items);
              Collections.swap(swapped, 2, 3);
              return swapped;
            });
    assertThat(values.get("messages")).isEqualTo(STREAMS * PER_STREAM);
    assertThat(values.get("checksum")).isNotEqualTo(checksum(PER_STREAM));
  }
}
