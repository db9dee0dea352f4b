package dev.sluice.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.grpc.util.MutableHandlerRegistry;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The services that grpc-java brings, and how a server finds one. */
final class ServicesTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void healthIsAskedForAndWatched() {
    HealthStatusManager health = new HealthStatusManager();
    Server server = running.start(Builders.server().addService(health.getHealthService()));
    ManagedChannel channel = running.open(Builders.channel(server));
    HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("shop").build();
    health.setStatus("shop", ServingStatus.SERVING);

    assertThat(HealthGrpc.newBlockingStub(channel).check(request).getStatus())
        .isEqualTo(ServingStatus.SERVING);

    Iterator<HealthCheckResponse> watched = HealthGrpc.newBlockingStub(channel).watch(request);
    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    health.setStatus("shop", ServingStatus.NOT_SERVING);
    assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    channel.shutdownNow();
  }

  @Test
  void aBuilderBuildsOneServer() {
    ServerBuilder<?> builder = Builders.server().addService(Texts.echo());
    running.start(builder);

    assertThatIllegalStateException().isThrownBy(builder::build);
  }

  @Test
  void reflectionListsTheServices() {
    Server server =
        running.start(
            Builders.server()
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(new HealthStatusManager().getHealthService()));
    ManagedChannel channel = running.open(Builders.channel(server));
    CompletableFuture<ServerReflectionResponse> response = new CompletableFuture<>();

    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse message) {
                    response.complete(message);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    response.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(response).succeedsWithin(10, SECONDS);
    requests.onCompleted();
    assertThat(response.join().getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
  }

  @Test
  void aServiceCanBeAddedWhileTheServerRuns() {
    MutableHandlerRegistry registry = new MutableHandlerRegistry();
    Server server = running.start(Builders.server().fallbackHandlerRegistry(registry));
    ManagedChannel channel = running.open(Builders.channel(server));
    Status status = Failures.statusOf(() -> Texts.call(channel, "hello"));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains("test.Texts/Unary");

    registry.addService(Texts.echo());

    assertThat(Texts.call(channel, "hello")).isEqualTo("hello");
  }
}
