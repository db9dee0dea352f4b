package dev.sluice.transport;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.Calls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.xds.XdsChannelCredentials;
import io.grpc.xds.XdsNameResolverProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Channels whose target a control plane resolves, by way of grpc-xds. The scheme is one of the
 * test: that of {@code xds} has its bootstrap for as long as the process lives.
 */
final class XdsTest {
  private static final String SCHEME = "xds-of-test";
  private static final String SERVICE = "service.test";

  @RegisterExtension final Running running = new Running();

  private final ControlPlane plane = new ControlPlane();

  @BeforeEach
  void startControlPlane() {
    Server server = running.start(Builders.server().addService(plane));
    Map<String, ?> bootstrap =
        Map.of(
            "node",
            Map.of("id", "test"),
            "xds_servers",
            List.of(
                Map.of(
                    "server_uri",
                    "127.0.0.1:" + server.getPort(),
                    "channel_creds",
                    List.of(Map.of("type", "insecure")),
                    "server_features",
                    List.of("xds_v3"))));
    XdsNameResolverProvider provider = XdsNameResolverProvider.createForTest(SCHEME, bootstrap);
    NameResolverRegistry.getDefaultRegistry().register(provider);
    running.closeLater(() -> NameResolverRegistry.getDefaultRegistry().deregister(provider));
  }

  @Test
  void callsAreSpreadOverTheEndpointsOfTheirCluster() {
    Meshes.addService(plane, SERVICE, "cluster", startConstant("a"), startConstant("b"));
    ManagedChannel channel = open();

    await().untilAsserted(() -> assertThat(answers(channel)).containsExactlyInAnyOrder("a", "b"));
  }

  @Test
  void streamsWorkAsTheyDoElsewhere() {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    Meshes.addService(plane, SERVICE, "cluster", server);

    try (var call = Calls.bidiStreaming(open(), Texts.BIDI, CallOptions.DEFAULT)) {
      for (String message : List.of("one", "two", "three")) {
        call.send(message);
        assertThat(call.receive()).isEqualTo(message);
      }
      call.closeSend();
      assertThat(call.receive()).isNull();
    }
  }

  @Test
  void newEndpointsTakeOver() {
    Meshes.addService(plane, SERVICE, "cluster", startConstant("old"));
    ManagedChannel channel = open();
    assertThat(Texts.call(channel, "who?")).isEqualTo("old");

    plane.put("cluster", Meshes.endpoints("cluster", startConstant("new")));

    await().untilAsserted(() -> assertThat(answers(channel)).containsExactly("new"));
  }

  @Test
  void routesDecideByHeaders() {
    Metadata.Key<String> release = Metadata.Key.of("release", Metadata.ASCII_STRING_MARSHALLER);
    plane.put("canary", Meshes.cluster("canary"));
    plane.put("canary", Meshes.endpoints("canary", startConstant("canary")));
    Meshes.addService(plane, SERVICE, "stable", startConstant("stable"));
    plane.put(
        "routes",
        Meshes.routes(
            SERVICE, Meshes.routeTo("canary", "release", "next"), Meshes.routeTo("stable")));
    ManagedChannel channel = open();
    Metadata headers = new Metadata();
    headers.put(release, "next");
    Channel next =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));

    assertThat(Texts.call(channel, "who?")).isEqualTo("stable");
    assertThat(Texts.call(next, "who?")).isEqualTo("canary");
  }

  @Test
  void aServiceWithoutEndpointsIsUnavailable() {
    Meshes.addService(plane, SERVICE, "cluster");

    Status status = Failures.statusOf(() -> Texts.call(open(), "who?"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void credentialsOfTheShadedNettyAreRefusedByName() {
    ChannelCredentials credentials =
        XdsChannelCredentials.create(InsecureChannelCredentials.create());

    assertThatThrownBy(() -> Builders.channel(SCHEME + ":///" + SERVICE, credentials))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.grpc.netty.shaded.io.grpc.netty.NettyChannelCredentials");
  }

  private ManagedChannel open() {
    return running.open(Builders.channel(SCHEME + ":///" + SERVICE));
  }

  private Server startConstant(String answer) {
    return running.start(Builders.server().addService(Texts.constant(answer)));
  }

  private static Set<String> answers(ManagedChannel channel) {
    return Stream.generate(() -> Texts.call(channel, "who?")).limit(4).collect(toSet());
  }
}
