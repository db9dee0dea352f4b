package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a builder is told of security where it was given no credentials. */
final class ChannelSecurityTest {
  @RegisterExtension final Running running = new Running();

  private String target;

  @BeforeEach
  void startPlaintext() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    target = "localhost:" + server.getPort();
  }

  @Test
  void aChannelIsSecureUnlessItIsToldOtherwise() {
    ManagedChannel channel = running.open(Builders.channelWithoutCredentials(target));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aChannelCanBeToldToUsePlaintext() {
    ManagedChannel channel =
        running.open(Builders.channelWithoutCredentials(target).usePlaintext());

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void whatIsSaidLastHolds() {
    ManagedChannel channel =
        running.open(
            Builders.channelWithoutCredentials(target).usePlaintext().useTransportSecurity());

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void credentialsAreNotOverruled() {
    assertThatThrownBy(
            () -> Builders.channel(target, InsecureChannelCredentials.create()).usePlaintext())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            Builders.channel(target, InsecureChannelCredentials.create()).useTransportSecurity())
        .isInstanceOf(IllegalStateException.class);
  }
}
