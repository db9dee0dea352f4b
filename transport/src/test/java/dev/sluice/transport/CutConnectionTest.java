package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that is lost after each of the bytes of a call: the call ends, and all goes on. */
@LeaksNothing
class CutConnectionTest {
  private ByteServer server;

  @BeforeEach
  void start() throws IOException {
    server = ByteServer.start();
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      running.awaitNoHandler();
      running.assertServes();
    }
  }

  private record Outcome(Status status, int messages, int toServer, int toClient) {}

  /** Two messages there and back, through a proxy that lets so many bytes pass. */
  private Outcome call(int toServer, int toClient) throws Exception {
    try (CuttingProxy proxy = CuttingProxy.start(server.port(), toServer, toClient)) {
      ManagedChannel channel = Transports.channel(proxy.port()).build();
      try {
        RecordedCall call = RecordedCall.start(channel, ByteCalls.ECHO);
        call.call.sendMessage(new byte[] {1});
        call.call.sendMessage(new byte[] {2});
        call.call.halfClose();
        Status status = call.status();
        return new Outcome(
            status, call.messages.size(), proxy.sentToServer.get(), proxy.sentToClient.get());
      } finally {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(20, SECONDS)).as("the channel has ended").isTrue();
      }
    }
  }

  private Outcome whole() throws Exception {
    Outcome whole = call(CuttingProxy.NEVER, CuttingProxy.NEVER);
    assertThat(whole.status.isOk()).as("%s", whole.status).isTrue();
    assertThat(whole.messages).isEqualTo(2);
    return whole;
  }

  private static void assertEnded(Outcome outcome, String where) {
    if (outcome.status.isOk()) {
      assertThat(outcome.messages).as("%s: no success without all messages", where).isEqualTo(2);
    } else {
      assertThat(outcome.status.getCode())
          .as("%s: %s", where, outcome.status)
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void lostAfterEachByteOfTheRequest() throws Exception {
    int length = whole().toServer;

    int failed = 0;
    for (int i = 0; i <= length; i++) {
      Outcome outcome = call(i, CuttingProxy.NEVER);
      assertEnded(outcome, "after " + i + " of " + length + " bytes");
      failed += outcome.status.isOk() ? 0 : 1;
    }

    assertThat(failed).isGreaterThan(length / 2);
  }

  @Test
  void lostAfterEachByteOfTheResponse() throws Exception {
    int length = whole().toClient;

    int failed = 0;
    for (int i = 0; i <= length; i++) {
      Outcome outcome = call(CuttingProxy.NEVER, i);
      assertEnded(outcome, "after " + i + " of " + length + " bytes");
      failed += outcome.status.isOk() ? 0 : 1;
    }

    assertThat(failed).isGreaterThan(length / 2);
  }
}
