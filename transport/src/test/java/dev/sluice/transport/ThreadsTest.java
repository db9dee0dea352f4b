package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which threads there are while servers and channels run, and which are left when they ended. */
final class ThreadsTest {
  private static final String EVENT_LOOP = "sluice-event-loop";

  @RegisterExtension final Running running = new Running();

  @Test
  void allServersAndChannelsShareAsManyEventLoopsAsThereAreProcessors() {
    for (int i = 0; i < 4; i++) {
      Server server = running.start(SluiceServerBuilder.forPort(0).addService(Texts.echo()));
      for (int j = 0; j < 4; j++) {
        ManagedChannel channel =
            running.open(
                SluiceChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext());
        assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
      }
    }

    // Those of an earlier test may be ending still.
    await()
        .untilAsserted(() ->
            assertThat(eventLoops()).hasSizeBetween(1, Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void noneIsLeftOnceAllHaveEnded() throws Exception {
    Server server = running.start(SluiceServerBuilder.forPort(0).addService(Texts.echo()));
    ManagedChannel channel =
        running.open(SluiceChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext());
    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertThat(eventLoops()).isNotEmpty();

    Running.end(channel);
    Running.end(server);

    // They are kept for a second, in case that somebody else starts.
    await().untilAsserted(() -> assertThat(eventLoops()).isEmpty());
  }

  @Test
  void aUnaryCallStartsNoThreadButThatOfItsHandler(@TempDir Path folder) throws IOException {
    Server server = running.start(SluiceServerBuilder.forPort(0).addService(Texts.echo()));
    ManagedChannel channel =
        running.open(SluiceChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext());
    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    List<String> started =
        virtualThreadsStarted(
            folder,
            () -> {
              for (int i = 0; i < 20; i++) {
                assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
              }
            });

    assertThat(started).hasSize(20).containsOnly(Texts.UNARY.getFullMethodName());
  }

  private static List<String> virtualThreadsStarted(Path folder, Runnable action)
      throws IOException {
    Path file = folder.resolve("threads.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadStart");
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .map(event -> event.getThread().getJavaName())
        .toList();
  }

  private static List<String> eventLoops() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(EVENT_LOOP))
        .toList();
  }
}
