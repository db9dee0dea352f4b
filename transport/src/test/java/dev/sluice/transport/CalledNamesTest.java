package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Calls that give their server a name of their own, over TLS. Ours is as strict as grpc-netty is
 * with GRPC_ENABLE_PER_RPC_AUTHORITY_CHECK, whatever the builders of the other tests.
 */
final class CalledNamesTest {
  @RegisterExtension final Running running = new Running();

  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    X509Bundle authority = Certificates.authority("authority");
    X509Bundle certificate = Certificates.server(authority, "localhost", "tenant.test");
    Server server =
        running.start(
            SluiceServerBuilder.forAddress(Builders.loopback(), Certificates.serving(certificate))
                .addService(Texts.unary(request -> ServerCallContext.current().authority())));
    channel =
        running.open(
            SluiceChannelBuilder.forAddress(
                "localhost", server.getPort(), Certificates.trusting(authority)));
  }

  @Test
  void aNameOfTheCertificateIsTold() {
    assertThat(Texts.call(channel, named("tenant.test"), "who?")).isEqualTo("tenant.test");
    assertThat(Texts.call(channel, named("tenant.test:443"), "who?")).isEqualTo("tenant.test:443");
  }

  @Test
  void anotherNameIsRefusedAndNothingElse() {
    for (int i = 0; i < 2; i++) {
      Status status = Failures.statusOf(() -> Texts.call(channel, named("elsewhere.test"), "who?"));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("elsewhere.test");
    }
    assertThat(Texts.call(channel, "who?")).startsWith("localhost:");
  }

  private static CallOptions named(String authority) {
    return CallOptions.DEFAULT.withAuthority(authority);
  }
}
