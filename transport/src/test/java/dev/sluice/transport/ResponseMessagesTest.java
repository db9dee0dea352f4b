package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.BidiStreamingCall;
import dev.sluice.Calls;
import dev.sluice.transport.RawBackend.Served;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses whose messages are not what they should be (gRPC over HTTP2, "Responses"). */
@ParameterizedClass(name = "delivered: {0}")
@ValueSource(booleans = {false, true})
@LeaksNothing
class ResponseMessagesTest {
  private static final int LIMIT = 64 * 1024;

  /** Whether messages are delivered to a listener, and not taken by a loop. */
  @Parameter boolean delivered;

  private RawBackend backend;
  private RecordedCall recorded;
  private BidiStreamingCall<byte[], byte[]> loop;
  private final List<byte[]> messages = new ArrayList<>();
  private Served served;

  @BeforeEach
  void start() throws IOException {
    backend = RawBackend.startWithMessagesUpTo(LIMIT);
    if (delivered) {
      recorded = RecordedCall.start(backend.channel, ByteCalls.ECHO);
    } else {
      loop = Calls.bidiStreaming(backend.channel, ByteCalls.ECHO, CallOptions.DEFAULT);
    }
    served = backend.acceptCall();
  }

  @AfterEach
  void end() throws Exception {
    try (RawBackend closing = backend) {
      // Whatever the messages were, the connection is still of use.
      closing.assertServedOn(served.peer());
    } finally {
      if (loop != null) {
        loop.close();
      }
    }
  }

  /** How the call ends, once its messages have been received. */
  private Status.Code code() {
    if (delivered) {
      Status.Code code = recorded.code();
      messages.addAll(recorded.messages);
      return code;
    }
    StatusRuntimeException thrown =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              for (byte[] message : loop) {
                messages.add(message);
              }
            });
    return thrown == null ? Status.Code.OK : thrown.getStatus().getCode();
  }

  private void send(byte... data) throws IOException {
    for (int at = 0; at < data.length; at += 16_384) {
      byte[] part = Arrays.copyOfRange(data, at, Math.min(data.length, at + 16_384));
      served.peer().send(Frame.data(served.stream(), false, part));
    }
  }

  private static byte[] gzip(byte... bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static byte[] compressed(byte... bytes) {
    return Frame.message(1, bytes.length, bytes);
  }

  @Test
  void successInTheMiddleOfAMessageIsNone() throws IOException {
    served.headers();
    served.message((byte) 1);
    send(Frame.message(0, 10, (byte) 1));
    served.trailers("grpc-status", "0");

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(messages).containsExactly(new byte[] {1});
  }

  @Test
  void successInTheMiddleOfAPrefixIsNone() throws IOException {
    served.headers();
    send((byte) 0, (byte) 0);
    served.trailers("grpc-status", "0");

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
  }

  /** A server that fails need not finish its message. */
  @Test
  void failureInTheMiddleOfAMessageIsTold() throws IOException {
    served.headers();
    send(Frame.message(0, 10, (byte) 1));
    served.trailers("grpc-status", "9");

    assertThat(code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void dataThatEndsTheStreamIsNoEnd() throws IOException {
    served.headers();
    served.peer().send(Frame.data(served.stream(), true, Frame.message((byte) 1)));

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
    // The request has not ended: the stream would be open for ever, and count among those there
    // are.
    served.peer().await(Frame.RST_STREAM, served.stream());
  }

  @Test
  void otherFlagsThanCompressedAreAnError() throws IOException {
    served.headers();
    send(Frame.message(2, 1, (byte) 1));

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
    served.peer().await(Frame.RST_STREAM, served.stream());
  }

  @Test
  void compressedWithoutAnEncodingIsAnError() throws IOException {
    served.headers();
    send(compressed(gzip((byte) 1)));

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void unknownEncodingIsAnError() throws IOException {
    served.headers("grpc-encoding", "zstd");

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
    served.peer().await(Frame.RST_STREAM, served.stream());
  }

  @Test
  void corruptedGzipIsAnError() throws IOException {
    served.headers("grpc-encoding", "gzip");
    send(compressed(new byte[20]));

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void gzipIsUnderstood() throws IOException {
    served.headers("grpc-encoding", "gzip");
    send(compressed(gzip((byte) 1, (byte) 2)));
    send(Frame.message((byte) 3));
    served.trailers("grpc-status", "0");

    assertThat(code()).isEqualTo(Status.Code.OK);
    assertThat(messages).containsExactly(new byte[] {1, 2}, new byte[] {3});
  }

  /** It is refused by what its prefix says, before it has come. */
  @Test
  void tooLargeAMessageIsRefusedBeforeItComes() throws IOException {
    served.headers();
    send(Frame.message(0, LIMIT + 1));

    assertThat(code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    served.peer().await(Frame.RST_STREAM, served.stream());
  }

  @Test
  void negativeLengthIsRefused() throws IOException {
    served.headers();
    send(Frame.message(0, -1));

    assertThat(code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void messageThatIsTooLargeOnceDecompressedIsRefused() throws IOException {
    served.headers("grpc-encoding", "gzip");
    send(compressed(gzip(new byte[16 * 1024 * 1024])));

    assertThat(code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void bytewiseMessagesAreWhole() throws IOException {
    served.headers();
    for (byte b : Frame.message(new byte[300])) {
      send(b);
    }
    served.peer().send(Frame.padded(served.stream(), false, Frame.message((byte) 1), 100));
    served.trailers("grpc-status", "0");

    assertThat(code()).isEqualTo(Status.Code.OK);
    assertThat(messages).containsExactly(new byte[300], new byte[] {1});
  }

  @Test
  void dataBeforeHeadersIsAnError() throws IOException {
    send(Frame.message((byte) 1));

    assertThat(code()).isEqualTo(Status.Code.INTERNAL);
  }
}
