package dev.sluice.transport;

import io.grpc.Attributes;
import io.grpc.Status;
import io.grpc.internal.AuthorityVerifier;
import io.grpc.internal.GrpcAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a server may be called by a name that is not the channel's: over TLS its certificate
 * decides (gRFC A81). Event loop.
 */
final class CalledNames {
  private static final int MAX_REMEMBERED = 100;

  private final String ofChannel;
  private final Map<String, Status> results =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Status> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  CalledNames(String ofChannel) {
    this.ofChannel = ofChannel;
  }

  /**
   * Looks at a name that a call gives the server.
   *
   * @param attributes those of the connection
   * @return OK, or what the call ends with
   */
  Status check(String name, Attributes attributes) {
    if (name.equals(ofChannel)) {
      return Status.OK;
    }
    return results.computeIfAbsent(name, unknown -> verify(unknown, attributes));
  }

  private static Status verify(String name, Attributes attributes) {
    AuthorityVerifier verifier = attributes.get(GrpcAttributes.ATTR_AUTHORITY_VERIFIER);
    return verifier == null
        ? Status.UNAVAILABLE.withDescription("the authority cannot be verified: " + name)
        : verifier.verifyAuthority(name);
  }
}
