package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.internal.GrpcUtil;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose messages are not what they should be (gRPC over HTTP2, "Requests"). */
@ParameterizedClass(name = "intercepted: {0}")
@ValueSource(booleans = {false, true})
@LeaksNothing
class RequestMessagesTest {
  private static final int LIMIT = 64 * 1024;

  /** Whether messages are delivered to an interceptor, and not taken by the handler itself. */
  @Parameter boolean intercepted;

  private ByteServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    ServerBuilder<?> builder = Transports.server().maxInboundMessageSize(LIMIT);
    server = ByteServer.start(intercepted ? builder.intercept(new Wrapping()) : builder);
    client = server.connect();
  }

  @AfterEach
  void end() throws Exception {
    try (ByteServer running = server) {
      // Whatever the messages were, the connection is still of use.
      assertThat(client.echo((byte) 7).messages()).containsExactly(new byte[] {7});
      running.awaitNoHandler();
    }
  }

  private static final class Wrapping implements ServerInterceptor {
    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      return next.startCall(new SimpleForwardingServerCall<>(call) {}, headers);
    }
  }

  private Answer answerTo(String method, boolean endStream, byte[] data, String... headers)
      throws IOException {
    int stream = client.begin(method, headers);
    client.sendData(stream, endStream, data);
    return client.awaitOver(stream);
  }

  private static void assertStatus(Answer answer, Status.Code code) {
    assertThat(answer.grpcStatus()).as("%s", answer).isEqualTo(code.value());
  }

  private Status.Code secondRequest() {
    List<String> release =
        Splitter.on('.').splitToList(GrpcUtil.getGrpcBuildVersion().getImplementationVersion());
    boolean seenByGrpcJava = intercepted && Integer.parseInt(release.get(1)) >= 85;
    return seenByGrpcJava ? Status.Code.INTERNAL : Status.Code.UNIMPLEMENTED;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static byte[] compressed(byte... bytes) {
    return Frame.message(1, bytes.length, bytes);
  }

  @Test
  void halfAPrefixAtTheEndIsAnError() throws IOException {
    assertStatus(answerTo("Echo", true, new byte[] {0, 0, 0}), Status.Code.INTERNAL);
  }

  @Test
  void halfAMessageAtTheEndIsAnError() throws IOException {
    Answer answer = answerTo("Echo", true, Frame.message(0, 10, new byte[] {1, 2, 3}));

    assertStatus(answer, Status.Code.INTERNAL);
  }

  @Test
  void halfAMessageAfterAWholeOneIsAnError() throws IOException {
    int stream = client.begin("Echo");
    client.send(Frame.data(stream, false, Frame.message((byte) 1)));
    client.await(Frame.DATA, stream);
    client.send(Frame.data(stream, true, Frame.message(0, 10, new byte[] {1, 2, 3})));

    Answer answer = client.awaitOver(stream);

    assertStatus(answer, Status.Code.INTERNAL);
    assertThat(answer.messages()).containsExactly(new byte[] {1});
  }

  @Test
  void otherFlagsThanCompressedAreAnError() throws IOException {
    for (int flag : new int[] {2, 3, 0x80, 0xff}) {
      Answer answer = answerTo("Echo", false, Frame.message(flag, 1, (byte) 1));

      assertStatus(answer, Status.Code.INTERNAL);
    }
  }

  @Test
  void compressedWithoutAnEncodingIsAnError() throws IOException {
    assertStatus(answerTo("Echo", false, compressed(gzip(new byte[3]))), Status.Code.INTERNAL);
  }

  @Test
  void compressedWithIdentityIsAnError() throws IOException {
    Answer answer =
        answerTo("Echo", false, compressed(gzip(new byte[3])), "grpc-encoding", "identity");

    assertStatus(answer, Status.Code.INTERNAL);
  }

  /** gRPC over HTTP2, "Requests"; Compression, "Specific requirements". */
  @Test
  void unknownEncodingIsUnimplemented() throws IOException {
    Answer answer = answerTo("Echo", false, compressed(new byte[3]), "grpc-encoding", "zstd");

    assertStatus(answer, Status.Code.UNIMPLEMENTED);
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void gzipIsUnderstood() throws IOException {
    Answer answer =
        answerTo("Echo", true, compressed(gzip(new byte[] {1, 2})), "grpc-encoding", "gzip");

    assertStatus(answer, Status.Code.OK);
    assertThat(answer.messages()).containsExactly(new byte[] {1, 2});
  }

  @Test
  void corruptedGzipIsAnError() throws IOException {
    byte[] whole = gzip(new byte[1000]);
    for (int i = 0; i < 3; i++) {
      byte[] corrupted =
          i == 0 ? new byte[10] : i == 1 ? Arrays.copyOf(whole, whole.length / 2) : whole.clone();
      if (i == 2) {
        corrupted[whole.length - 6] ^= 1;
      }

      Answer answer = answerTo("Echo", false, compressed(corrupted), "grpc-encoding", "gzip");

      assertStatus(answer, Status.Code.INTERNAL);
    }
  }

  @Test
  void emptyCompressedMessageIsAnError() throws IOException {
    Answer answer = answerTo("Echo", true, compressed(), "grpc-encoding", "gzip");

    assertStatus(answer, Status.Code.INTERNAL);
  }

  /** It is refused by what its prefix says, before it has come. */
  @Test
  void tooLargeAMessageIsRefusedBeforeItComes() throws IOException {
    assertStatus(
        answerTo("Echo", false, Frame.message(0, LIMIT + 1)), Status.Code.RESOURCE_EXHAUSTED);
    assertStatus(
        answerTo("Echo", false, Frame.message(0, Integer.MAX_VALUE)),
        Status.Code.RESOURCE_EXHAUSTED);
    assertStatus(answerTo("Echo", false, Frame.message(0, -1)), Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void tooLargeAMessageIsRefusedInAUnaryCall() throws IOException {
    assertStatus(
        answerTo("Unary", false, Frame.message(0, LIMIT + 1)), Status.Code.RESOURCE_EXHAUSTED);
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void messageThatIsTooLargeOnceDecompressedIsRefused() throws IOException {
    byte[] bomb = gzip(new byte[32 * 1024 * 1024]);

    Answer answer = answerTo("Echo", false, compressed(bomb), "grpc-encoding", "gzip");

    assertStatus(answer, Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void messageOfExactlyTheLimitIsServedCompressedOrNot() throws IOException {
    byte[] message = new byte[LIMIT];
    // Until the server's settings have been acknowledged, windows are smaller than the message.
    client.await(Frame.SETTINGS);
    int stream = client.begin("Echo", "grpc-encoding", "gzip");
    client.send(Frame.windowUpdate(stream, 1 << 20), Frame.windowUpdate(0, 1 << 20));
    client.sendData(stream, false, Frame.message(message));
    client.sendData(stream, true, compressed(gzip(message)));

    Answer answer = client.awaitOver(stream);

    assertStatus(answer, Status.Code.OK);
    assertThat(answer.messages()).hasSize(2).allMatch(echo -> echo.length == LIMIT);
  }

  /**
   * Status codes and their use in gRPC: a server answers a wrong number with UNIMPLEMENTED. From
   * 1.85 on grpc-java sees a second request before us, where messages are delivered to it, and says
   * INTERNAL.
   */
  @Test
  void twoRequestsInAUnaryCallAreRefused() throws IOException {
    int stream = client.begin("Unary");
    client.finish(stream, new byte[] {1}, new byte[] {2});

    assertStatus(client.awaitOver(stream), secondRequest());
  }

  @Test
  void noRequestInAUnaryCallIsRefused() throws IOException {
    int stream = client.begin("Unary");
    client.finish(stream);

    assertStatus(client.awaitOver(stream), Status.Code.UNIMPLEMENTED);
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void twoRequestsInAServerStreamingCallAreRefused() throws IOException {
    int stream = client.begin("Pour");
    client.finish(stream, new byte[] {1}, new byte[] {2});

    assertStatus(client.awaitOver(stream), secondRequest());
  }

  @Test
  void wrongContentLengthResetsTheStream() throws IOException {
    int stream = client.begin("Echo", "content-length", "3");
    client.finish(stream, new byte[] {1});

    Answer answer = client.awaitOver(stream);

    assertThat(answer.resetCode())
        .as("%s", answer)
        .isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
  }
}
