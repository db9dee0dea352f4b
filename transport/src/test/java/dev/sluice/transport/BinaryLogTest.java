package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import dev.sluice.Calls;
import io.grpc.BinaryLog;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.binarylog.v1.GrpcLogEntry;
import io.grpc.binarylog.v1.GrpcLogEntry.EventType;
import io.grpc.protobuf.services.BinaryLogSink;
import io.grpc.protobuf.services.BinaryLogs;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Binary logs have every event of a call, on either side. */
final class BinaryLogTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void bothSidesLogTheSameCall() throws IOException {
    Entries ofServer = new Entries();
    Entries ofClient = new Entries();
    Server server =
        running.start(Builders.server().setBinaryLog(log(ofServer)).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).setBinaryLog(log(ofClient)));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      call.closeSend();
      assertThat(call.receive()).isNull();
    }

    for (Entries entries : List.of(ofClient, ofServer)) {
      await().until(() -> entries.types().contains(EventType.EVENT_TYPE_SERVER_TRAILER));
      assertThat(entries.types())
          .containsExactlyInAnyOrder(
              EventType.EVENT_TYPE_CLIENT_HEADER,
              EventType.EVENT_TYPE_CLIENT_MESSAGE,
              EventType.EVENT_TYPE_SERVER_HEADER,
              EventType.EVENT_TYPE_SERVER_MESSAGE,
              EventType.EVENT_TYPE_CLIENT_HALF_CLOSE,
              EventType.EVENT_TYPE_SERVER_TRAILER);
      assertThat(entries.of(EventType.EVENT_TYPE_CLIENT_HEADER).getClientHeader().getMethodName())
          .isEqualTo("/test.Texts/Bidi");
      assertThat(
              entries.of(EventType.EVENT_TYPE_SERVER_MESSAGE).getMessage().getData().toStringUtf8())
          .isEqualTo("one");
    }
    assertThat(ofServer.of(EventType.EVENT_TYPE_CLIENT_HEADER).getPeer().getAddress())
        .isEqualTo("127.0.0.1");
    assertThat(ofClient.of(EventType.EVENT_TYPE_SERVER_HEADER).getPeer().getIpPort())
        .isEqualTo(server.getPort());
  }

  private BinaryLog log(Entries entries) throws IOException {
    return running.closeLater(BinaryLogs.createBinaryLog(entries, "*"));
  }

  private static final class Entries implements BinaryLogSink {
    private final List<GrpcLogEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void write(MessageLite message) {
      entries.add((GrpcLogEntry) message);
    }

    List<EventType> types() {
      return entries.stream().map(GrpcLogEntry::getType).toList();
    }

    GrpcLogEntry of(EventType type) {
      return entries.stream().filter(entry -> entry.getType() == type).findFirst().orElseThrow();
    }

    @Override
    public void close() {}
  }
}
