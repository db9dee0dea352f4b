package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.RawBackend.Served;
import io.grpc.CallOptions;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that wait, as the server allows no more streams for now (RFC 9113, 5.1.2). */
@LeaksNothing
class WaitingCallsTest {
  private static final int MAX_CONCURRENT_STREAMS = 3;

  /** The calls run where they are told of what happens, so that a test can act just then. */
  private static final CallOptions DIRECT = CallOptions.DEFAULT.withExecutor(Runnable::run);

  private RawBackend backend;
  private RecordedCall open;
  private Served served;
  private RecordedCall waiting;

  @AfterEach
  void end() throws Exception {
    backend.close();
  }

  /** The server allows one stream, which one call has, and for which another waits. */
  private void start(boolean retries) throws IOException {
    backend = retries ? RawBackend.start() : RawBackend.start(ManagedChannelBuilder::disableRetry);
    open = RecordedCall.start(backend.channel, ByteCalls.ECHO, DIRECT);
    served = backend.acceptCall(MAX_CONCURRENT_STREAMS, 1);
    served.headers();
    open.headers();
    waiting = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    // An event loop reads before it looks at its tasks, and so may answer once before it knows.
    served.peer().roundTrip();
    served.peer().roundTrip();
    assertWaits();
  }

  private void assertWaits() {
    assertThat(served.peer().answer(served.stream() + 2).headers).isEmpty();
  }

  private void assertServedElsewhere() throws IOException {
    backend.acceptCall().answer((byte) 3);
    assertThat(waiting.status().isOk()).as("%s", waiting.status()).isTrue();
    assertThat(waiting.messages).containsExactly(new byte[] {3});
  }

  @Test
  void callIsSentOnceThereIsAStreamForIt() throws IOException {
    start(true);
    served.trailers("grpc-status", "0");

    RawBackend.nextCall(served.peer()).answer((byte) 3);

    assertThat(open.status().isOk()).as("%s", open.status()).isTrue();
    assertThat(waiting.status().isOk()).as("%s", waiting.status()).isTrue();
    assertThat(waiting.messages).containsExactly(new byte[] {3});
  }

  /** The stream is freed and refused in one breath: it has been begun, but not been written. */
  private void endAndGoAway() throws IOException {
    // A stream whose request has not ended would be freed later, once its reset is written.
    open.call.halfClose();
    served.peer().await(Frame.DATA, served.stream());
    served
        .peer()
        .send(
            Frame.headers(served.stream(), true, "grpc-status", "0"),
            Frame.goAway(served.stream(), (int) Http2Error.NO_ERROR.code(), ""));
  }

  @Test
  void callWhoseStreamIsFreedAsTheServerGoesAwayIsTriedAgain() throws IOException {
    start(true);
    endAndGoAway();

    assertServedElsewhere();
    assertThat(open.status().isOk()).as("%s", open.status()).isTrue();
  }

  @Test
  void callWhoseStreamIsFreedAsTheServerGoesAwayIsUnavailableWithoutRetries() throws IOException {
    start(false);
    endAndGoAway();

    assertThat(waiting.code()).as("%s", waiting.status()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(open.status().isOk()).as("%s", open.status()).isTrue();
    backend.assertServedAnew();
  }

  /** Nothing was sent of the call, so it may be tried again, whatever the application does. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callIsTriedAgainWhenTheConnectionIsLost(boolean sendingJustThen) throws IOException {
    start(true);
    if (sendingJustThen) {
      open.onceOver(() -> waiting.call.sendMessage(new byte[] {1}));
    }

    served.peer().close();

    assertServedElsewhere();
    assertThat(open.code()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callEndsWhenTheChannelIsShutDownAtOnce(boolean retries) throws Exception {
    start(retries);

    backend.channel.shutdownNow();

    assertThat(open.code()).as("%s", open.status()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(waiting.code()).as("%s", waiting.status()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(backend.channel.awaitTermination(15, SECONDS)).as("the channel has ended").isTrue();
    served.peer().awaitClosed();
    assertWaits();
  }

  /** DATA is no end of a response: the client must see to it that the stream ends. */
  @Test
  void streamThatTheServerEndsWithoutTrailersIsFreed() throws IOException {
    start(true);
    served.peer().send(Frame.data(served.stream(), true, Frame.message((byte) 1)));

    assertThat(open.code()).as("%s", open.status()).isEqualTo(Status.Code.INTERNAL);
    served.peer().await(Frame.RST_STREAM, served.stream());
    RawBackend.nextCall(served.peer()).answer((byte) 3);
    assertThat(waiting.status().isOk()).as("%s", waiting.status()).isTrue();
  }
}
