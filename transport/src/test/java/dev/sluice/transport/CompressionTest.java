package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compressed messages, either way; how large they were on the wire is asked of tracers. */
final class CompressionTest {
  private static final String REPETITIVE = "all work and no play ".repeat(500);
  private static final CallOptions GZIP = CallOptions.DEFAULT.withCompression("gzip");

  @RegisterExtension final Running running = new Running();

  private final TracedCalls traced = new TracedCalls();

  @Test
  void aRequestIsCompressedWhereTheCallSaysSo() {
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()));

    assertThat(Texts.call(channel, GZIP, REPETITIVE)).isEqualTo(REPETITIVE);

    StreamRecord request = traced.lastServerStream();
    assertThat(request.inboundUncompressed).hasValue(REPETITIVE.length());
    assertThat(request.inboundWire.get()).isBetween(1L, REPETITIVE.length() / 10L);
    assertThat(request.outboundWire.get()).isGreaterThanOrEqualTo(REPETITIVE.length());
  }

  @Test
  void aResponseIsCompressedWhereTheHandlerSaysSo() {
    ManagedChannel channel = open(Builders.server().addService(compressing("gzip")));

    assertThat(Texts.call(channel, REPETITIVE)).isEqualTo(REPETITIVE);

    StreamRecord response = traced.lastServerStream();
    assertThat(response.outboundUncompressed).hasValue(REPETITIVE.length());
    assertThat(response.outboundWire.get()).isBetween(1L, REPETITIVE.length() / 10L);
    assertThat(response.inboundWire.get()).isGreaterThanOrEqualTo(REPETITIVE.length());
  }

  @Test
  void identityIsNoCompression() {
    ManagedChannel channel = open(Builders.server().addService(compressing("identity")));
    CallOptions identity = CallOptions.DEFAULT.withCompression("identity");

    assertThat(Texts.call(channel, identity, REPETITIVE)).isEqualTo(REPETITIVE);

    StreamRecord both = traced.lastServerStream();
    assertThat(both.inboundWire.get()).isGreaterThanOrEqualTo(REPETITIVE.length());
    assertThat(both.outboundWire.get()).isGreaterThanOrEqualTo(REPETITIVE.length());
  }

  @Test
  void singleMessagesCanBeLeftUncompressed() {
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, GZIP)) {
      call.setMessageCompression(false);
      call.send(REPETITIVE);
      assertThat(call.receive()).isEqualTo(REPETITIVE);
      long uncompressed = traced.lastServerStream().inboundWire.get();
      assertThat(uncompressed).isGreaterThanOrEqualTo(REPETITIVE.length());

      call.setMessageCompression(true);
      call.send(REPETITIVE);
      assertThat(call.receive()).isEqualTo(REPETITIVE);
      assertThat(traced.lastServerStream().inboundWire.get() - uncompressed)
          .isBetween(1L, REPETITIVE.length() / 10L);
    }
  }

  @Test
  void aCodecOfTheUsersIsUsedEitherWay() {
    Scrambling codec = new Scrambling();
    ManagedChannel channel =
        open(
            Builders.server()
                .compressorRegistry(compressors(codec))
                .decompressorRegistry(decompressors(codec))
                .addService(compressing("scrambled")),
            codec);

    assertThat(Texts.call(channel, CallOptions.DEFAULT.withCompression("scrambled"), "hello"))
        .isEqualTo("hello");

    assertThat(codec.scrambled).hasValue(2);
    assertThat(codec.unscrambled).hasValue(2);
  }

  @Test
  void aServerThatDoesNotKnowTheCodecSaysSo() {
    ManagedChannel channel = open(Builders.server().addService(Texts.echo()), new Scrambling());

    Status status =
        Failures.statusOf(
            () -> Texts.call(channel, CallOptions.DEFAULT.withCompression("scrambled"), "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains("scrambled");
  }

  @Test
  void aServerDoesNotCompressForAClientThatDoesNotKnowTheCodec() {
    Scrambling codec = new Scrambling();
    ManagedChannel channel =
        open(
            Builders.server()
                .compressorRegistry(compressors(codec))
                .addService(compressing("scrambled")));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertThat(codec.scrambled).hasValue(0);
  }

  @Test
  void messagesOfNoBytesSurviveCompression() {
    ManagedChannel channel = open(Builders.server().addService(compressing("gzip")));

    assertThat(Texts.call(channel, GZIP, "")).isEmpty();
  }

  private ManagedChannel open(ServerBuilder<?> builder) {
    return running.open(channelTo(builder));
  }

  private ManagedChannel open(ServerBuilder<?> builder, Codec codec) {
    return running.open(
        channelTo(builder)
            .compressorRegistry(compressors(codec))
            .decompressorRegistry(decompressors(codec)));
  }

  private ManagedChannelBuilder<?> channelTo(ServerBuilder<?> builder) {
    Server server = running.start(builder.addStreamTracerFactory(traced.serverFactory()));
    return Builders.channel(server);
  }

  private static ServerServiceDefinition compressing(String encoding) {
    return Texts.unary(request -> {
      ServerCallContext.current().setCompression(encoding);
      return request;
    });
  }

  private static CompressorRegistry compressors(Codec codec) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(codec);
    return registry;
  }

  private static DecompressorRegistry decompressors(Codec codec) {
    return DecompressorRegistry.getDefaultInstance().with(codec, true);
  }

  /** Turns every bit over, and counts how often it did. */
  private static final class Scrambling implements Codec {
    final AtomicInteger scrambled = new AtomicInteger();
    final AtomicInteger unscrambled = new AtomicInteger();

    @Override
    public String getMessageEncoding() {
      return "scrambled";
    }

    @Override
    public OutputStream compress(OutputStream out) {
      scrambled.incrementAndGet();
      return new FilterOutputStream(out) {
        @Override
        public void write(int b) throws IOException {
          out.write(~b);
        }
      };
    }

    @Override
    public InputStream decompress(InputStream in) {
      unscrambled.incrementAndGet();
      return new FilterInputStream(in) {
        @Override
        public int read() throws IOException {
          int b = in.read();
          return b < 0 ? b : ~b & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = in.read(bytes, offset, length);
          for (int i = 0; i < count; i++) {
            bytes[offset + i] = (byte) ~bytes[offset + i];
          }
          return count;
        }
      };
    }
  }
}
