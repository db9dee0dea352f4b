package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ExpectedTest {
  private static Workload download(int payload, int streams) {
    return new Workload(Kind.DOWNLOAD, payload, streams, 1);
  }

  @Test
  void foldsTheValuesOfAStreamInOrder() {
    // 0, then 0 * 31 + 1, then 1 * 31 + 2
    assertThat(Expected.of(download(0, 1), 3)).isEqualTo(new Expected(3, 33));
  }

  @Test
  void addsLengthAndLastByteOfThePayload() {
    // The 300th byte is (byte) 299, which is 43; 0 + 343, then 343 * 31 + 1 + 343
    assertThat(Expected.of(download(300, 1), 2)).isEqualTo(new Expected(2, 343 * 31 + 344));
  }

  @Test
  void addsUpTheStreamsEachOfWhichGoesOnWhereTheOneBeforeEnds() {
    // 0 1 is 1; 2 3 is 2 * 31 + 3
    assertThat(Expected.of(download(0, 2), 4)).isEqualTo(new Expected(4, 1 + 65));
  }

  @Test
  void takesTheRightAnswer() throws Exception {
    Expected.of(download(0, 1), 3).check(Answer.toCommand("ok nanos=1 messages=3 checksum=33"));
  }

  @Test
  void refusesAWrongCountOrChecksum() {
    Expected expected = Expected.of(download(0, 1), 3);

    assertThatThrownBy(() -> expected.check(Answer.toCommand("ok nanos=1 messages=2 checksum=33")))
        .hasMessage("wrong count: 2 of 3");
    assertThatThrownBy(() -> expected.check(Answer.toCommand("ok nanos=1 messages=3 checksum=34")))
        .hasMessage("wrong checksum: 34 instead of 33");
  }
}
