package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ServerCallContext;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How large headers and trailers may be. Those that are larger end the call with INTERNAL, as in
 * grpc-java: its server answers 431, which is that, and its client finds an error of HTTP/2.
 */
final class MetadataLimitsTest {
  private static final Metadata.Key<String> LARGE =
      Metadata.Key.of("large", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension final Running running = new Running();

  @Test
  void headersWithinTheLimitOfTheServerArrive() {
    Server server =
        running.start(Builders.server().maxInboundMetadataSize(4000).addService(size()));

    assertThat(Texts.call(channelWithHeader(server, 3000), "how much?")).isEqualTo("3000");
  }

  @Test
  void headersBeyondTheLimitOfTheServerFailTheCallAndNoOther() {
    Server server =
        running.start(Builders.server().maxInboundMetadataSize(4000).addService(size()));
    ManagedChannel channel = running.open(Builders.channel(server));
    Channel large =
        ClientInterceptors.intercept(
            channel, MetadataUtils.newAttachHeadersInterceptor(header(5000)));

    Status status = Failures.statusOf(() -> Texts.call(large, "how much?"));

    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(Texts.call(channel, "how much?")).isEqualTo("0");
  }

  @Test
  void headersWithinTheLimitOfTheChannelArrive() {
    Server server = running.start(Builders.server().addService(answeringWith(3000, true)));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMetadataSize(4000));

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }

  @Test
  void headersBeyondTheLimitOfTheChannelFailTheCall() {
    Server server = running.start(Builders.server().addService(answeringWith(5000, true)));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMetadataSize(4000));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void trailersBeyondTheLimitOfTheChannelFailTheCall() {
    Server server = running.start(Builders.server().addService(answeringWith(5000, false)));
    ManagedChannel channel = running.open(Builders.channel(server).maxInboundMetadataSize(4000));

    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));

    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  private ManagedChannel channelWithHeader(Server server, int size) {
    return running.open(
        Builders.channel(server)
            .intercept(MetadataUtils.newAttachHeadersInterceptor(header(size))));
  }

  private static ServerServiceDefinition size() {
    return Texts.unary(request -> {
      String large = ServerCallContext.current().requestHeaders().get(LARGE);
      return String.valueOf(large == null ? 0 : large.length());
    });
  }

  private static ServerServiceDefinition answeringWith(int size, boolean asHeader) {
    return Texts.unary(request -> {
      ServerCallContext context = ServerCallContext.current();
      (asHeader ? context.responseHeaders() : context.responseTrailers()).merge(header(size));
      return request;
    });
  }

  private static Metadata header(int size) {
    Metadata metadata = new Metadata();
    metadata.put(LARGE, "m".repeat(size));
    return metadata;
  }
}
