package dev.sluice.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.BidiStreamingCall;
import dev.sluice.numbers.proto.text.AllStreamReq;
import dev.sluice.numbers.proto.text.AllStreamResp;
import dev.sluice.numbers.proto.text.AllStreamServerSluice;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
final class AllStreamTest {
  @Parameter private Transport transport;
  private final RecordingPrinter onServer = new RecordingPrinter();
  private NumbersServer server;

  @BeforeEach
  void start() throws Exception {
    server = new NumbersServer(transport, new AllStreamService(onServer));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void answersTextWithText() {
    List<String> roots = new ArrayList<>();

    Status status = exchange(roots, "4", "2", "-1", "NaN", "Inf", "+Inf", "-Inf", "1e42", "0.25");

    assertThat(status.isOk()).isTrue();
    assertThat(roots)
        .containsExactly(
            "2", "1.4142135623730951", "NaN", "NaN", "+Inf", "+Inf", "NaN", "1e+21", "0.5");
    assertThat(onServer.lines()).contains("Recv Data:4 ", "Recv Data:+Inf ", "Recv Data:0.25 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1d", "0x1p3", "1_0", " 1", "𝟙", "a\nb"})
  void textThatIsNoNumberEndsTheStreamAfterTheAnswersBefore(String text) {
    List<String> roots = new ArrayList<>();

    Status status = exchange(roots, "9", text, "16");

    assertThat(roots).containsExactly("3");
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo("\"" + text + "\" is no number");
    assertThat(onServer.lines()).containsExactly("Recv Data:9 ");
  }

  @Test
  void longTextIsCutAfter64CodePoints() {
    assertThat(descriptionFor("x".repeat(64))).isEqualTo("\"" + "x".repeat(64) + "\" is no number");
    assertThat(descriptionFor("x".repeat(65)))
        .isEqualTo("\"" + "x".repeat(64) + "…\" is no number");
    assertThat(descriptionFor("𝟙".repeat(70)))
        .isEqualTo("\"" + "𝟙".repeat(64) + "…\" is no number");
    assertThat(descriptionFor("1".repeat(1_000_000)))
        .isEqualTo("\"" + "1".repeat(64) + "…\" is no number");
  }

  private String descriptionFor(String text) {
    return exchange(new ArrayList<>(), text).getDescription();
  }

  private Status exchange(List<String> roots, String... texts) {
    try (BidiStreamingCall<AllStreamReq, AllStreamResp> call =
        AllStreamServerSluice.newClient(server.channel()).allStream()) {
      for (String text : texts) {
        call.send(AllStreamReq.newBuilder().setData(text).build());
      }
      call.closeSend();
      for (AllStreamResp response : call) {
        roots.add(response.getData());
      }
      return call.status();
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }
}
