package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import dev.sluice.Rig.Transport;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Protobuf messages by way of transports that know nothing of arrays. */
class ProtobufOverTransportsTest {
  private static final Marshaller<BytesValue> OURS =
      ProtobufMarshaller.of(BytesValue.getDefaultInstance());
  private static final Marshaller<BytesValue> GRPCS =
      ProtoUtils.marshaller(BytesValue.getDefaultInstance());

  private static Stream<Arguments> transportsAndCompressors() {
    return Stream.of(Transport.values())
        .flatMap(
            transport -> Stream.of("identity", "gzip").map(name -> Arguments.of(transport, name)));
  }

  @ParameterizedTest
  @MethodSource("transportsAndCompressors")
  void messagesOfAllSizesArrive(Transport transport, String compressor) {
    assertEchoes(transport, echo(OURS), echo(OURS), compressor);
  }

  @ParameterizedTest
  @EnumSource
  void thePeerMayMarshalAsGrpcJavaDoes(Transport transport) {
    assertEchoes(transport, echo(OURS), echo(GRPCS), "identity");
    assertEchoes(transport, echo(GRPCS), echo(OURS), "identity");
  }

  private static void assertEchoes(
      Transport transport,
      MethodDescriptor<BytesValue, BytesValue> client,
      MethodDescriptor<BytesValue, BytesValue> server,
      String compressor) {
    CallOptions options =
        CallOptions.DEFAULT.withCompression(compressor).withDeadlineAfter(60, TimeUnit.SECONDS);
    try (Rig rig =
            Rig.over(transport)
                .bidi(server, (requests, responses) -> requests.forEach(responses::send))
                .start();
        var call = Calls.bidiStreaming(rig.channel(), client, options)) {
      call.setMessageCompression(true);
      for (int bytes : new int[] {0, 1, 5_000, 20_000, 1_000_000}) {
        BytesValue message = BytesValue.of(ByteString.copyFrom(new byte[bytes]));
        call.send(message);
        assertThat(call.receive()).as("of %s bytes", bytes).isEqualTo(message);
      }
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  private static MethodDescriptor<BytesValue, BytesValue> echo(Marshaller<BytesValue> marshaller) {
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(Numbers.SERVICE, "Echo"))
        .build();
  }
}
