package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTest {
  @Test
  void hasValues() throws Exception {
    Answer answer = Answer.toCommand("ok nanos=12 messages=3 checksum=-9223372036854775808");

    assertThat(answer.get("nanos")).isEqualTo(12);
    assertThat(answer.get("checksum")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void mayHaveNoValues() throws Exception {
    assertThat(Answer.toCommand("ok")).isNotNull();
  }

  @Test
  void tellsThePortOfAServerThatIsReady() throws Exception {
    assertThat(Answer.ready("ready port=4711").get("port")).isEqualTo(4711);
  }

  @Test
  void mayBeAnError() {
    assertThatThrownBy(() -> Answer.toCommand("error UNAVAILABLE: io exception"))
        .isInstanceOf(PeerFailure.class)
        .hasMessage("UNAVAILABLE: io exception");
  }

  @Test
  void maySayThatThereIsNoSuchWorkload() {
    assertThatThrownBy(() -> Answer.toCommand("error unsupported"))
        .isInstanceOfSatisfying(
            PeerFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(PeerFailure.Kind.UNSUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "okay", "ok nanos", "ok nanos=", "ok nanos=1.5", "ok  nanos=1", "ready"})
  void mustNotBeNonsense(String line) {
    assertThatThrownBy(() -> Answer.toCommand(line))
        .isInstanceOf(PeerFailure.class)
        .hasMessage("spoke nonsense: \"" + line + "\"");
  }

  @Test
  void mustHaveWhatIsAskedOfIt() {
    assertThatThrownBy(() -> Answer.toCommand("ok nanos=1").get("messages"))
        .isInstanceOf(PeerFailure.class);
  }
}
