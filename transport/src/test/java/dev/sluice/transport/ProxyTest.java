package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ProxyDetector;
import io.grpc.Server;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way to a server through an HTTP proxy. */
final class ProxyTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void callsGoThroughTheProxy() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ConnectProxy proxy = running.closeLater(ConnectProxy.start());
    ManagedChannel channel =
        running.open(Builders.channel(target(server)).proxyDetector(through(proxy, builder -> {})));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    assertThat(proxy.requests).hasSize(1);
    assertThat(proxy.requests.getFirst()).startsWith("CONNECT localhost:" + server.getPort() + " ");
  }

  @Test
  void theServerBehindTheProxyIsTheOneWhoseCertificateCounts() throws Exception {
    X509Bundle authority = Certificates.authority("authority");
    Server server =
        running.start(
            Builders.server(Certificates.serving(Certificates.server(authority, "localhost")))
                .addService(Texts.echo()));
    ConnectProxy proxy = running.closeLater(ConnectProxy.start());
    ManagedChannel channel =
        running.open(
            Builders.channel(target(server), Certificates.trusting(authority))
                .proxyDetector(through(proxy, builder -> {})));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
    assertThat(proxy.requests).hasSize(1);
  }

  @Test
  void theProxyIsToldUserAndPasswordAndOtherHeaders() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ConnectProxy proxy = running.closeLater(ConnectProxy.start());
    ManagedChannel channel =
        running.open(
            Builders.channel(target(server))
                .proxyDetector(
                    through(
                        proxy,
                        builder ->
                            builder
                                .setUsername("user")
                                .setPassword("secret")
                                .setHeaders(Map.of("x-tenant", "blue")))));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");

    String credentials = Base64.getEncoder().encodeToString("user:secret".getBytes(US_ASCII));
    assertThat(proxy.requests.getFirst())
        .containsIgnoringCase("\r\nproxy-authorization: Basic " + credentials + "\r\n")
        .containsIgnoringCase("\r\nx-tenant: blue\r\n");
  }

  @Test
  void aProxyThatRefusesFailsTheCallWithItsReason() throws Exception {
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ConnectProxy proxy = running.closeLater(ConnectProxy.refusing("403 Forbidden"));
    ManagedChannel channel =
        running.open(Builders.channel(target(server)).proxyDetector(through(proxy, builder -> {})));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status)).contains("403");
  }

  @Test
  void aProxyThatIsNotThereFailsTheCall() {
    InetSocketAddress nobody = Ports.unused();
    ManagedChannel channel =
        running.open(
            Builders.channel("dns:///localhost:1", InsecureChannelCredentials.create())
                .proxyDetector(server ->
                    HttpConnectProxiedSocketAddress.newBuilder()
                        .setProxyAddress(nobody)
                        .setTargetAddress((InetSocketAddress) server)
                        .build()));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Failures.textOf(status)).contains("Connection refused");
  }

  private interface Configuring {
    void configure(HttpConnectProxiedSocketAddress.Builder builder);
  }

  private static ProxyDetector through(ConnectProxy proxy, Configuring more) {
    return server -> {
      HttpConnectProxiedSocketAddress.Builder builder =
          HttpConnectProxiedSocketAddress.newBuilder()
              .setProxyAddress(proxy.address())
              .setTargetAddress((InetSocketAddress) server);
      more.configure(builder);
      return builder.build();
    };
  }

  private static String target(Server server) {
    return "dns:///localhost:" + server.getPort();
  }
}
