package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ServerCallContext;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server learns about who calls, and what it is called. */
final class ClientIdentityTest {
  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension final Running running = new Running();

  private Server server;

  @BeforeEach
  void start() {
    server =
        running.start(
            Builders.server()
                .addService(
                    Texts.unary(request -> {
                      ServerCallContext context = ServerCallContext.current();
                      return request.equals("agent")
                          ? context.requestHeaders().get(USER_AGENT)
                          : context.authority();
                    })));
  }

  @Test
  void aChannelCallsItselfGrpcJava() {
    ManagedChannel channel = running.open(Builders.channel(server));

    assertThat(Texts.call(channel, "agent")).startsWith("grpc-java-");
  }

  @Test
  void theUsersAgentComesFirst() {
    ManagedChannel channel = running.open(Builders.channel(server).userAgent("my-app/1.0"));

    assertThat(Texts.call(channel, "agent")).startsWith("my-app/1.0 grpc-java-");
  }

  @Test
  void theAuthorityIsThatOfTheTarget() {
    String target = "localhost:" + server.getPort();
    ManagedChannel channel = running.open(Builders.channel(target));

    assertThat(Texts.call(channel, "authority")).isEqualTo(target);
    assertThat(channel.authority()).isEqualTo(target);
  }

  @Test
  void theAuthorityOfAChannelCanBeOverridden() {
    ManagedChannel channel =
        running.open(Builders.channel(server).overrideAuthority("service.test:443"));

    assertThat(Texts.call(channel, "authority")).isEqualTo("service.test:443");
    assertThat(channel.authority()).isEqualTo("service.test:443");
  }

  @Test
  void theAuthorityOfACallCanBeOverridden() {
    ManagedChannel channel = running.open(Builders.channel(server));
    CallOptions options = CallOptions.DEFAULT.withAuthority("tenant.test");

    assertThat(Texts.call(channel, options, "authority")).isEqualTo("tenant.test");
  }
}
