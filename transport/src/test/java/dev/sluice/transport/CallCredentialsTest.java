package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ServerCallContext;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Server;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Headers that credentials add to each call. */
final class CallCredentialsTest {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final X509Bundle AUTHORITY = Certificates.authority("authority");

  @RegisterExtension final Running running = new Running();

  @Test
  void theCredentialsOfACallAddToItsHeaders() {
    ManagedChannel channel = running.open(Builders.channel(startPlaintext()));

    assertThat(Texts.call(channel, with(token("mine")), "who am I?")).isEqualTo("[mine]");
    assertThat(Texts.call(channel, "who am I?")).isEqualTo("[]");
  }

  @Test
  void theCredentialsOfAChannelAddToTheHeadersOfEachCall() {
    Server server = startTls();
    ManagedChannel channel =
        running.open(
            Builders.channel(
                "localhost:" + server.getPort(),
                CompositeChannelCredentials.create(
                    Certificates.trusting(AUTHORITY), token("the channel's"))));

    assertThat(Texts.call(channel, "who am I?")).isEqualTo("[the channel's]");
    assertThat(Texts.call(channel, with(token("mine")), "who am I?"))
        .isEqualTo("[the channel's, mine]");
  }

  @Test
  void credentialsAreToldWhatTheyAreFor() {
    Server server = startTls();
    ManagedChannel channel =
        running.open(
            Builders.channel("localhost:" + server.getPort(), Certificates.trusting(AUTHORITY)));
    List<CallCredentials.RequestInfo> seen = new CopyOnWriteArrayList<>();

    Texts.call(
        channel,
        with(
            credentials((info, applier) -> {
              seen.add(info);
              applier.apply(new Metadata());
            })),
        "who am I?");

    assertThat(seen).hasSize(1);
    CallCredentials.RequestInfo info = seen.getFirst();
    assertThat(info.getAuthority()).isEqualTo("localhost:" + server.getPort());
    assertThat(info.getMethodDescriptor()).isEqualTo(Texts.UNARY);
    assertThat(info.getSecurityLevel()).isEqualTo(SecurityLevel.PRIVACY_AND_INTEGRITY);
    assertThat(info.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull();
    assertThat(info.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)).isNotNull();
  }

  @Test
  void plaintextIsNoSecurity() {
    ManagedChannel channel = running.open(Builders.channel(startPlaintext()));
    List<SecurityLevel> seen = new CopyOnWriteArrayList<>();

    Texts.call(
        channel,
        with(
            credentials((info, applier) -> {
              seen.add(info.getSecurityLevel());
              applier.apply(new Metadata());
            })),
        "who am I?");

    assertThat(seen).containsExactly(SecurityLevel.NONE);
  }

  @Test
  void credentialsMayTakeTheirTime() {
    ManagedChannel channel = running.open(Builders.channel(startPlaintext()));
    CallCredentials slow =
        credentials((info, applier) ->
            Thread.startVirtualThread(() -> applier.apply(headers("fetched elsewhere"))));

    assertThat(Texts.call(channel, with(slow), "who am I?")).isEqualTo("[fetched elsewhere]");
  }

  @Test
  void credentialsThatCannotBeHadFailTheCall() {
    ManagedChannel channel = running.open(Builders.channel(startPlaintext()));
    CallCredentials missing =
        credentials((info, applier) ->
            applier.fail(Status.UNAUTHENTICATED.withDescription("the token is stolen")));

    Status status = Failures.statusOf(() -> Texts.call(channel, with(missing), "who am I?"));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(status.getDescription()).isEqualTo("the token is stolen");
    assertThat(Texts.call(channel, "who am I?")).isEqualTo("[]");
  }

  private Server startPlaintext() {
    return running.start(Builders.server().addService(Texts.unary(request -> tokens())));
  }

  private Server startTls() {
    X509Bundle certificate = Certificates.server(AUTHORITY, "localhost");
    return running.start(
        Builders.server(Certificates.serving(certificate))
            .addService(Texts.unary(request -> tokens())));
  }

  private static String tokens() {
    List<String> tokens = new ArrayList<>();
    Iterable<String> sent = ServerCallContext.current().requestHeaders().getAll(TOKEN);
    if (sent != null) {
      sent.forEach(tokens::add);
    }
    return tokens.toString();
  }

  private static CallOptions with(CallCredentials credentials) {
    return CallOptions.DEFAULT.withCallCredentials(credentials);
  }

  private static CallCredentials token(String token) {
    return credentials((info, applier) -> applier.apply(headers(token)));
  }

  private static Metadata headers(String token) {
    Metadata headers = new Metadata();
    headers.put(TOKEN, token);
    return headers;
  }

  private static CallCredentials credentials(
      BiConsumer<CallCredentials.RequestInfo, CallCredentials.MetadataApplier> applying) {
    return new CallCredentials() {
      @Override
      public void applyRequestMetadata(
          RequestInfo info, Executor executor, MetadataApplier applier) {
        applying.accept(info, applier);
      }
    };
  }
}
