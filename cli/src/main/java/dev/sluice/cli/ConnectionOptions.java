package dev.sluice.cli;

import dev.sluice.SluiceClient;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a client reaches its server, and what it says along with its calls. */
final class ConnectionOptions {
  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "The server; localhost and the tutorial's port unless given.")
  private @Nullable String target;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Give up a call that has not ended within TIME, such as 500ms or 5s.")
  private @Nullable Duration deadline;

  @Option(
      names = "--header",
      paramLabel = "KEY=VALUE",
      description = "Send a header; the value of a key that ends in -bin is base64. Repeatable.")
  private List<Metadata> headers = List.of();

  @Option(
      names = "--compress",
      paramLabel = "NAME",
      description = "Compress what is sent, with gzip for instance.")
  private @Nullable String compressor;

  @Mixin private TransportOption transport = new TransportOption();
  @Mixin private ClientTlsOptions tls = new ClientTlsOptions();

  String target(int usualPort) {
    String given = target == null ? "localhost" : target;
    return given.contains(":") ? given : given + ":" + usualPort;
  }

  boolean usesTls() {
    return tls.areOn();
  }

  @Nullable Duration deadline() {
    return deadline;
  }

  /** Opens a channel. Does not connect yet. */
  ManagedChannel open(int usualPort) {
    if (compressor != null
        && CompressorRegistry.getDefaultInstance().lookupCompressor(compressor) == null) {
      throw new UsageException("--compress: \"" + compressor + "\" is unknown; try gzip");
    }
    String to = target(usualPort);
    if (hasImpossiblePort(to)) {
      throw new UsageException(
          "--target: \"" + to + "\" has no port from 0 to " + ListenAddress.MAX_PORT);
    }
    try {
      return transport.transport().channel(to, tls.credentials()).build();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--target: \"" + to + "\" is no HOST:PORT", e);
    }
  }

  /** grpc-java takes any number, and its resolver dies of it while the call waits. */
  private static boolean hasImpossiblePort(String target) {
    String port = target.substring(target.lastIndexOf(':') + 1);
    return port.matches("[0-9]{6,}")
        || (port.matches("[0-9]{5}") && Integer.parseInt(port) > ListenAddress.MAX_PORT);
  }

  /** Returns a client whose next call follows the options; its deadline starts to run now. */
  <C extends SluiceClient<C>> C configure(C client) {
    Metadata allHeaders = new Metadata();
    headers.forEach(allHeaders::merge);
    C configured = client.withHeaders(allHeaders);
    if (compressor != null) {
      configured = configured.withCompression(compressor);
    }
    return deadline == null ? configured : configured.withDeadlineAfter(deadline);
  }
}
