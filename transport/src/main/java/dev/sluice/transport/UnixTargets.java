package dev.sluice.transport;

import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Targets that are paths of Unix domain sockets (gRPC Name Resolution, "unix"). They are not left
 * to the registry of resolvers: it knows one for the scheme, and where a second transport of
 * grpc-java is on the class path, that one's addresses may be of a kind that nobody else can use.
 */
final class UnixTargets {
  private static final String SCHEME = "unix";

  private UnixTargets() {}

  /**
   * Reads a target such as {@code unix:///path} or {@code unix:path}.
   *
   * @return the address, or null if the target is of another kind
   * @throws IllegalArgumentException if the target names a host
   */
  static @Nullable SocketAddress addressOf(String target) {
    if (!target.startsWith(SCHEME + ":")) {
      return null;
    }
    URI uri;
    try {
      uri = new URI(target);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a path: " + target, e);
    }
    if (uri.getAuthority() != null) {
      throw new IllegalArgumentException("a Unix domain socket has no host: " + target);
    }
    String path = uri.getPath();
    return UnixDomainSocketAddress.of(path == null ? uri.getSchemeSpecificPart() : path);
  }
}
