package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a target to the servers behind it. */
final class NameResolutionTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void aDnsTargetIsResolved() {
    Server server = running.start(Builders.server().addService(Texts.echo()));

    for (String form : List.of("dns:///localhost:%d", "localhost:%d", "dns:///127.0.0.1:%d")) {
      String target = form.formatted(server.getPort());
      ManagedChannel channel = running.open(Builders.channel(target));
      assertThat(Texts.call(channel, target)).isEqualTo(target);
      assertThat(channel.authority()).endsWith(":" + server.getPort());
    }
  }

  @Test
  void anAddressThatWasNeverResolvedFailsTheCallAndIsCalledSo() {
    ManagedChannel channel =
        running.open(Builders.channel(InetSocketAddress.createUnresolved("localhost", 1)));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).contains("unresolved");
  }

  @Test
  void aHostThatDoesNotExistFailsTheCallAndIsNamed() {
    ManagedChannel channel = running.open(Builders.channel("dns:///no-such-host.invalid:1"));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).contains("no-such-host.invalid");
  }

  @Test
  void aResolverOfTheUsersDecidesWhereCallsGo() {
    Server first = running.start(Builders.server().addService(Texts.constant("first")));
    Server second = running.start(Builders.server().addService(Texts.constant("second")));
    ListedNames names = running.closeLater(new ListedNames()).answer(address(first));
    ManagedChannel channel = running.open(Builders.channel(names.target()));
    assertThat(Texts.call(channel, "who?")).isEqualTo("first");

    names.answer(address(second));

    Awaitility.await()
        .untilAsserted(() -> assertThat(Texts.call(channel, "who?")).isEqualTo("second"));
  }

  @Test
  void aFailedResolutionFailsCallsUntilOneSucceeds() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ListedNames names =
        running
            .closeLater(new ListedNames())
            .answer(Status.UNAVAILABLE.withDescription("the name service is out to lunch"));
    ManagedChannel channel = running.open(Builders.channel(names.target()));
    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).contains("the name service is out to lunch");

    names.answer(address(server));

    assertThat(Texts.call(channel, CallOptions.DEFAULT.withWaitForReady(), "hello"))
        .isEqualTo("hello");
  }

  @Test
  void theServiceConfigOfTheResolverHolds() {
    ManagedChannel channel = running.open(Builders.channel(namesWithTimeout().target()));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void theServiceConfigOfTheResolverIsIgnoredWhereThatIsAskedFor() {
    ManagedChannel channel =
        running.open(Builders.channel(namesWithTimeout().target()).disableServiceConfigLookUp());

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void theDefaultServiceConfigHoldsWhereTheResolverHasNone() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel =
        running.open(Builders.channel(server).defaultServiceConfig(noTimeForCalls()));

    assertThat(Failures.codeOf(() -> Texts.call(channel, "hello")))
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  private ListedNames namesWithTimeout() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    return running
        .closeLater(new ListedNames())
        .withServiceConfig(noTimeForCalls())
        .answer(address(server));
  }

  /** No call can succeed within a nanosecond. */
  private static Map<String, ?> noTimeForCalls() {
    return Map.of(
        "methodConfig", List.of(Map.of("name", List.of(Map.of()), "timeout", "0.000000001s")));
  }

  private static InetSocketAddress address(Server server) {
    return Builders.loopback(server.getPort());
  }
}
