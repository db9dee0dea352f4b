package dev.sluice.transport;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;

/** A name service whose one answer the test sets, under a scheme of its own. */
final class ListedNames extends NameResolverProvider implements AutoCloseable {
  private static final AtomicInteger SCHEMES = new AtomicInteger();

  private final String scheme = "listed" + SCHEMES.incrementAndGet();
  private final Set<Resolver> resolvers = new CopyOnWriteArraySet<>();
  private volatile StatusOr<List<EquivalentAddressGroup>> addresses;
  private volatile Map<String, ?> serviceConfig;

  ListedNames() {
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  String target() {
    return scheme + ":///listed.test";
  }

  /** Each address in a group of its own, as DNS has them. */
  ListedNames answer(SocketAddress... addresses) {
    return answerGroups(Arrays.stream(addresses).map(EquivalentAddressGroup::new).toList());
  }

  ListedNames answerGroups(List<EquivalentAddressGroup> groups) {
    return answer(StatusOr.fromValue(groups));
  }

  ListedNames answer(Status failure) {
    return answer(StatusOr.fromStatus(failure));
  }

  private ListedNames answer(StatusOr<List<EquivalentAddressGroup>> answer) {
    addresses = answer;
    resolvers.forEach(Resolver::tell);
    return this;
  }

  ListedNames withServiceConfig(Map<String, ?> config) {
    serviceConfig = config;
    return this;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return target.getScheme().equals(scheme) ? new Resolver(args) : null;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 1;
  }

  @Override
  public String getDefaultScheme() {
    return scheme;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InetSocketAddress.class);
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }

  private final class Resolver extends NameResolver {
    private final Args args;
    private Listener2 listener;

    Resolver(Args args) {
      this.args = args;
    }

    @Override
    public String getServiceAuthority() {
      return "listed.test";
    }

    @Override
    public void start(Listener2 listener) {
      this.listener = listener;
      resolvers.add(this);
      tell();
    }

    @Override
    public void refresh() {
      tell();
    }

    void tell() {
      ResolutionResult.Builder result =
          ResolutionResult.newBuilder().setAddressesOrError(addresses);
      if (serviceConfig != null) {
        result.setServiceConfig(args.getServiceConfigParser().parseServiceConfig(serviceConfig));
      }
      args.getSynchronizationContext().execute(() -> listener.onResult2(result.build()));
    }

    @Override
    public void shutdown() {
      resolvers.remove(this);
    }
  }
}
