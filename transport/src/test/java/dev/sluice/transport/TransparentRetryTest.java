package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that a server has certainly not looked at are sent again, and nobody notices. */
final class TransparentRetryTest {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int ENHANCE_YOUR_CALM = 11;

  @RegisterExtension final Running running = new Running();

  private ServerSocket listening;
  private ManagedChannel channel;

  @BeforeEach
  void listen() throws IOException {
    listening = running.closeLater(new ServerSocket());
    listening.bind(Builders.loopback());
    channel = running.open(Builders.channel(listening.getLocalSocketAddress()));
  }

  @Test
  void aRefusedStreamIsTriedAgain() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      int refused = server.read(Wire.HEADERS).stream();
      server.reset(refused, Wire.REFUSED_STREAM);
      int second = server.read(Wire.HEADERS).stream();
      assertThat(second).isGreaterThan(refused);
      server.respond(second, "after all");
      assertThat(answer).succeedsWithin(10, SECONDS).isEqualTo("after all");
    }
  }

  @Test
  void aStreamThatIsRefusedTwiceFails() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      server.reset(server.read(Wire.HEADERS).stream(), Wire.REFUSED_STREAM);
      server.reset(server.read(Wire.HEADERS).stream(), Wire.REFUSED_STREAM);
      assertFailsWith(answer, Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void aStreamThatWasResetForAnotherReasonIsNotTriedAgain() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      server.reset(server.read(Wire.HEADERS).stream(), INTERNAL_ERROR);
      assertFailsWith(answer, Status.Code.INTERNAL);
    }
  }

  @Test
  void aStreamThatTheServerLeftOutWhenItWentAwayMovesToAnotherConnection() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      server.read(Wire.HEADERS);
      server.goAway(0, NO_ERROR);
      try (Wire next = Wire.accept(listening)) {
        next.respond(next.read(Wire.HEADERS).stream(), "elsewhere");
        assertThat(answer).succeedsWithin(10, SECONDS).isEqualTo("elsewhere");
      }
    }
  }

  @Test
  void aStreamThatTheServerKeptWhenItWentAwayIsAnsweredThere() throws Exception {
    CompletableFuture<String> kept = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      int stream = server.read(Wire.HEADERS).stream();
      server.goAway(stream, NO_ERROR);
      CompletableFuture<String> later = callInBackground();
      try (Wire next = Wire.accept(listening)) {
        next.respond(next.read(Wire.HEADERS).stream(), "there");
        assertThat(later).succeedsWithin(10, SECONDS).isEqualTo("there");
        server.respond(stream, "here");
        assertThat(kept).succeedsWithin(10, SECONDS).isEqualTo("here");
      }
    }
  }

  @Test
  void aConnectionThatEndsFailsItsCallsWithWhatTheServerSaid() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      // To the end: a connection that is closed with something unread takes back what it has said.
      int stream = server.readRequest();
      server.goAway(stream, ENHANCE_YOUR_CALM);
    }

    Status status = assertFailsWith(answer, Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("ENHANCE_YOUR_CALM");
  }

  @Test
  void aConnectionThatBreaksFailsItsCalls() throws Exception {
    CompletableFuture<String> answer = callInBackground();

    try (Wire server = Wire.accept(listening)) {
      server.read(Wire.HEADERS);
    }

    assertFailsWith(answer, Status.Code.UNAVAILABLE);
  }

  private CompletableFuture<String> callInBackground() {
    return Background.start(() -> Texts.call(channel, "hello"));
  }

  private static Status assertFailsWith(CompletableFuture<String> answer, Status.Code code) {
    assertThat(answer).failsWithin(10, SECONDS);
    Status status = Status.fromThrowable(answer.exceptionNow());
    assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
    return status;
  }
}
