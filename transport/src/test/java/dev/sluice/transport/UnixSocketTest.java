package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Calls;
import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Calls over Unix domain sockets, which with grpc-netty need more than the builders have. */
final class UnixSocketTest {
  @RegisterExtension final Running running = new Running();

  @TempDir private Path directory;

  @Test
  void aTargetCanBeAPath() {
    Path socket = directory.resolve("socket");
    start(UnixDomainSocketAddress.of(socket));

    for (String target : List.of("unix://" + socket, "unix:" + socket)) {
      ManagedChannel channel = running.open(SluiceChannelBuilder.forTarget(target).usePlaintext());
      assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void anAddressCanBeOfEitherKind() {
    Path socket = directory.resolve("socket");
    start(new DomainSocketAddress(socket.toFile()));

    for (SocketAddress address :
        List.of(UnixDomainSocketAddress.of(socket), new DomainSocketAddress(socket.toFile()))) {
      ManagedChannel channel =
          running.open(SluiceChannelBuilder.forAddress(address).usePlaintext());
      assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aServerCanListenOnAPathAndAPort() {
    Path socket = directory.resolve("socket");
    Server server =
        running.start(
            SluiceServerBuilder.forAddress(Builders.loopback())
                .addListenAddress(UnixDomainSocketAddress.of(socket))
                .addService(Texts.echo()));

    assertThat(server.getListenSockets()).hasSize(2);
    for (String target : List.of("unix://" + socket, "localhost:" + server.getPort())) {
      ManagedChannel channel = running.open(SluiceChannelBuilder.forTarget(target).usePlaintext());
      assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void streamsAndLargeMessagesPass() {
    Path socket = directory.resolve("socket");
    start(UnixDomainSocketAddress.of(socket));
    ManagedChannel channel =
        running.open(SluiceChannelBuilder.forTarget("unix://" + socket).usePlaintext());
    String large = "m".repeat(3 << 20);

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send(large);
      assertThat(call.receive()).hasSize(large.length());
      SocketAddress remote = call.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      assertThat(remote).asString().endsWith(socket.toString());
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void tlsWorksThereToo() {
    X509Bundle authority = Certificates.authority("authority");
    Path socket = directory.resolve("socket");
    running.start(
        SluiceServerBuilder.forAddress(
                UnixDomainSocketAddress.of(socket),
                Certificates.serving(Certificates.server(authority, "localhost")))
            .addService(
                Texts.unary(request ->
                    String.valueOf(
                        ServerCallContext.current()
                            .attributes()
                            .get(Grpc.TRANSPORT_ATTR_SSL_SESSION)))));
    ManagedChannel channel =
        running.open(
            SluiceChannelBuilder.forTarget("unix://" + socket, Certificates.trusting(authority))
                .overrideAuthority("localhost"));

    assertThat(Texts.call(channel, "secure?")).isNotEqualTo("null");
  }

  @Test
  void aPathOfAnotherHostIsRefused() {
    assertThatThrownBy(() -> SluiceChannelBuilder.forTarget("unix://elsewhere/socket"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unix://elsewhere/socket");
  }

  @Test
  void aServerThatHasEndedLeavesNoSocketBehind() throws Exception {
    Path socket = directory.resolve("socket");
    Server server = start(UnixDomainSocketAddress.of(socket));
    assertThat(socket).exists();

    Running.end(server);

    assertThat(socket).doesNotExist();
  }

  @Test
  void aPathWhereNobodyListensFailsTheCall() {
    ManagedChannel channel =
        running.open(
            SluiceChannelBuilder.forTarget("unix://" + directory.resolve("nobody")).usePlaintext());

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aPathThatIsTakenIsNamedByTheFailure() throws Exception {
    Path socket = directory.resolve("socket");
    start(UnixDomainSocketAddress.of(socket));
    Server second = SluiceServerBuilder.forAddress(UnixDomainSocketAddress.of(socket)).build();

    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(socket.toString());
    Running.end(second);
  }

  private Server start(SocketAddress address) {
    return running.start(SluiceServerBuilder.forAddress(address).addService(Texts.echo()));
  }
}
