package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How large a message may be. */
final class MessageLimitsTest {
  private static final String AT_LIMIT = "m".repeat(1000);
  private static final String ABOVE_LIMIT = AT_LIMIT + "m";

  @RegisterExtension final Running running = new Running();

  @Test
  void aServerTakesMessagesUpToItsLimit() {
    Server server =
        running.start(Builders.server().maxInboundMessageSize(1000).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));

    assertThat(Texts.call(channel, AT_LIMIT)).isEqualTo(AT_LIMIT);
    Status status = Failures.statusOf(() -> Texts.call(channel, ABOVE_LIMIT));

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("1000");
    assertThat(Texts.call(channel, AT_LIMIT)).isEqualTo(AT_LIMIT);
  }

  @Test
  void aChannelTakesMessagesUpToItsLimit() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMessageSize(1000));

    assertThat(Texts.call(channel, AT_LIMIT)).isEqualTo(AT_LIMIT);
    Status status = Failures.statusOf(() -> Texts.call(channel, ABOVE_LIMIT));

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("1000");
    assertThat(Texts.call(channel, AT_LIMIT)).isEqualTo(AT_LIMIT);
  }

  @Test
  void aCallTakesMessagesUpToALimitOfItsOwn() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    CallOptions options = CallOptions.DEFAULT.withMaxInboundMessageSize(1000);

    assertThat(Failures.codeOf(() -> Texts.call(channel, options, ABOVE_LIMIT)))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Texts.call(channel, ABOVE_LIMIT)).isEqualTo(ABOVE_LIMIT);
  }

  @Test
  void aCallSendsMessagesUpToItsLimit() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    CallOptions options = CallOptions.DEFAULT.withMaxOutboundMessageSize(1000);

    assertThat(Texts.call(channel, options, AT_LIMIT)).isEqualTo(AT_LIMIT);
    Status status = Failures.statusOf(() -> Texts.call(channel, options, ABOVE_LIMIT));

    // grpc-java cancels the call, and has the reason as its cause.
    assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
    assertThat(Failures.textOf(status)).contains("RESOURCE_EXHAUSTED").contains("1000");
  }

  @Test
  void aServerCountsWhatACompressedMessageBecomes() {
    Server server =
        running.start(Builders.server().maxInboundMessageSize(1000).addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    CallOptions options = CallOptions.DEFAULT.withCompression("gzip");

    assertThat(Texts.call(channel, options, AT_LIMIT)).isEqualTo(AT_LIMIT);
    assertThat(Failures.codeOf(() -> Texts.call(channel, options, "m".repeat(1_000_000))))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void withoutAnyLimitSetItIsFourMebibytes() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server));
    String limit = "m".repeat(4 << 20);

    assertThat(Texts.call(channel, limit)).hasSize(4 << 20);
    assertThat(Failures.codeOf(() -> Texts.call(channel, limit + "m")))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }
}
