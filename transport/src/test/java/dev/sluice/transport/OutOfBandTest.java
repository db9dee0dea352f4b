package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.netty.pkitesting.X509Bundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels that a load balancer makes for itself, which use the transport of the one it serves. */
final class OutOfBandTest {
  @RegisterExtension final Running running = new Running();

  @Test
  void aBalancerCanCallAServer() {
    Server server = running.start(Builders.server().addService(Texts.echo()));

    assertThat(callOutOfBand(server, InsecureChannelCredentials.create())).isEqualTo("out of band");
  }

  @Test
  void aBalancerCanCallAServerWithOtherCredentials() {
    X509Bundle authority = Certificates.authority("authority");
    X509Bundle certificate = Certificates.server(authority, "localhost");
    Server secure =
        running.start(Builders.server(Certificates.serving(certificate)).addService(Texts.echo()));

    assertThat(callOutOfBand(secure, Certificates.trusting(authority))).isEqualTo("out of band");
  }

  private String callOutOfBand(Server server, ChannelCredentials ofBalancer) {
    Curious balancers = new Curious("localhost:" + server.getPort(), ofBalancer);
    LoadBalancerRegistry.getDefaultRegistry().register(balancers);
    running.closeLater(() -> LoadBalancerRegistry.getDefaultRegistry().deregister(balancers));
    ManagedChannel channel =
        running.open(
            Builders.channel("localhost:1").defaultLoadBalancingPolicy(balancers.getPolicyName()));
    channel.getState(true);
    assertThat(balancers.answer).succeedsWithin(10, TimeUnit.SECONDS);
    return balancers.answer.join();
  }

  /** A policy that calls a server of its own, and never gets to balance anything. */
  private static final class Curious extends LoadBalancerProvider {
    final CompletableFuture<String> answer = new CompletableFuture<>();
    private final String target;
    private final ChannelCredentials credentials;

    Curious(String target, ChannelCredentials credentials) {
      this.target = target;
      this.credentials = credentials;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public int getPriority() {
      return 5;
    }

    @Override
    public String getPolicyName() {
      return "curious";
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
      return new LoadBalancer() {
        private ManagedChannel outOfBand;

        @Override
        public Status acceptResolvedAddresses(ResolvedAddresses addresses) {
          if (outOfBand == null) {
            outOfBand = helper.createResolvingOobChannelBuilder(target, credentials).build();
            Background.start(() -> answer.complete(Texts.call(outOfBand, "out of band")));
          }
          return Status.OK;
        }

        @Override
        public void handleNameResolutionError(Status error) {
          answer.completeExceptionally(error.asException());
        }

        @Override
        public void shutdown() {
          if (outOfBand != null) {
            outOfBand.shutdownNow();
          }
        }
      };
    }
  }
}
