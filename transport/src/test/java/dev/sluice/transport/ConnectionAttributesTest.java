package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Calls;
import dev.sluice.ServerCallContext;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientTransportFilter;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What calls, and filters of connections, know about the connection. */
final class ConnectionAttributesTest {
  private static final Attributes.Key<String> TENANT = Attributes.Key.create("tenant");

  @RegisterExtension final Running running = new Running();

  @Test
  void aCallKnowsBothAddressesOnBothSides() {
    CompletableFuture<Attributes> ofServer = new CompletableFuture<>();
    Server server =
        running.start(
            Builders.server()
                .addService(
                    Texts.bidi(
                        (in, out) -> ofServer.complete(ServerCallContext.current().attributes()))));
    ManagedChannel channel = running.open(Builders.channel(server));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(call.receive()).isNull();
      InetSocketAddress serverAddress = Builders.loopback(server.getPort());
      Attributes ofClient = call.attributes();
      assertThat(ofClient.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isEqualTo(serverAddress);
      assertThat(ofServer.join().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR)).isEqualTo(serverAddress);
      assertThat(ofServer.join().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
          .isEqualTo(ofClient.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
      assertThat(ofServer.join().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)).isNull();
    }
  }

  @Test
  void aCallOverTlsKnowsThePeersCertificate() throws Exception {
    X509Bundle authority = Certificates.authority("authority");
    X509Bundle certificate = Certificates.server(authority, "localhost");
    X509Bundle client = Certificates.client(authority, "client");
    CompletableFuture<Attributes> ofServer = new CompletableFuture<>();
    Server server =
        running.start(
            Builders.server(
                    Certificates.serverBuilder(certificate)
                        .trustManager(authority.toTrustManager())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(
                    Texts.bidi(
                        (in, out) -> ofServer.complete(ServerCallContext.current().attributes()))));
    ManagedChannel channel =
        running.open(
            Builders.channel(
                "localhost:" + server.getPort(), Certificates.trustingAs(authority, client)));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      assertThat(call.receive()).isNull();
      SSLSession atClient = call.attributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      SSLSession atServer = ofServer.join().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      assertThat(atClient.getPeerCertificates()[0]).isEqualTo(certificate.getCertificate());
      assertThat(atServer.getPeerCertificates()[0]).isEqualTo(client.getCertificate());
      assertThat(atServer.getCipherSuite()).isEqualTo(atClient.getCipherSuite());
    }
  }

  @Test
  void aServersFilterCanTellCallsMoreAboutTheirConnection() {
    CompletableFuture<Attributes> ready = new CompletableFuture<>();
    CompletableFuture<Attributes> terminated = new CompletableFuture<>();
    ServerTransportFilter filter =
        new ServerTransportFilter() {
          @Override
          public Attributes transportReady(Attributes attributes) {
            ready.complete(attributes);
            return attributes.toBuilder().set(TENANT, "blue").build();
          }

          @Override
          public void transportTerminated(Attributes attributes) {
            terminated.complete(attributes);
          }
        };
    Server server =
        running.start(
            Builders.server()
                .addTransportFilter(filter)
                .addService(
                    Texts.unary(request -> ServerCallContext.current().attributes().get(TENANT))));
    ManagedChannel channel = running.open(Builders.channel(server));

    assertThat(Texts.call(channel, "which?")).isEqualTo("blue");
    assertThat(ready.join().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
    assertThat(terminated).isNotDone();

    channel.shutdown();

    assertThat(terminated).succeedsWithin(10, SECONDS);
    assertThat(terminated.join().get(TENANT)).isEqualTo("blue");
  }

  @Test
  void aChannelsFilterSeesConnectionsComeAndGo() {
    CompletableFuture<Attributes> ready = new CompletableFuture<>();
    CompletableFuture<Attributes> terminated = new CompletableFuture<>();
    ClientTransportFilter filter =
        new ClientTransportFilter() {
          @Override
          public Attributes transportReady(Attributes attributes) {
            ready.complete(attributes);
            return attributes.toBuilder().set(TENANT, "red").build();
          }

          @Override
          public void transportTerminated(Attributes attributes) {
            terminated.complete(attributes);
          }
        };
    Server server = running.start(Builders.server().addService(Texts.echo()));
    ManagedChannel channel = running.open(Builders.channel(server).addTransportFilter(filter));

    try (var call = Calls.bidiStreaming(channel, Texts.BIDI, CallOptions.DEFAULT)) {
      call.send("one");
      assertThat(call.receive()).isEqualTo("one");
      assertThat(ready.join().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
          .isEqualTo(Builders.loopback(server.getPort()));
    }
    channel.shutdown();

    assertThat(terminated).succeedsWithin(10, SECONDS);
    assertThat(terminated.join().get(TENANT)).isEqualTo("red");
  }
}
