package dev.sluice.cli;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed, and what a user can do about it.
 *
 * @param connected whether there was a connection
 * @param tls whether it used TLS, or would have
 */
record FailedCall(
    Status status, String target, boolean connected, boolean tls, @Nullable Duration deadline) {
  /** Explains the failure in one line. */
  String explain() {
    return switch (status.getCode()) {
      case UNAVAILABLE -> explainUnavailable();
      case DEADLINE_EXCEEDED -> "DEADLINE_EXCEEDED: " + explainDeadline();
      default -> status.getCode() + described(": ");
    };
  }

  private String explainDeadline() {
    return deadline == null
        ? target + " did not answer in time"
        : "the call to " + target + " did not end within " + Durations.format(deadline);
  }

  private String explainUnavailable() {
    if (hasCause(UnknownHostException.class)) {
      return "cannot find the host of " + target + ": is its name right?";
    }
    if (hasCause(SSLException.class)) {
      return "no TLS with " + target + ": " + explainTls();
    }
    if (hasCause(ConnectException.class) || hasCause(SocketTimeoutException.class)) {
      return "cannot reach " + target + rootMessage(": ") + ": is the server running there?";
    }
    if (connected) {
      return "lost the connection to " + target + described(": ");
    }
    String hint = tls ? "" : "; if it speaks TLS, use --tls";
    return "no gRPC with " + target + described(": ") + hint;
  }

  private String explainTls() {
    if (hasCause(NotSslRecordException.class)) {
      return "it does not speak TLS; leave out --tls, --ca, --cert and --key";
    }
    String message = rootMessage("");
    if (message.contains("unable to find valid certification path")) {
      return "its certificate is signed by nobody we trust; name the CA with --ca";
    }
    if (message.contains("certificate_required") || message.contains("bad_certificate")) {
      return "it demands a certificate that it trusts; give one with --cert and --key";
    }
    return message;
  }

  private String described(String separator) {
    return status.getDescription() == null ? "" : separator + status.getDescription();
  }

  private boolean hasCause(Class<? extends Throwable> type) {
    return causes().anyMatch(type::isInstance);
  }

  private String rootMessage(String separator) {
    Throwable root = causes().reduce((first, second) -> second).orElse(null);
    return root == null || root.getMessage() == null ? "" : separator + root.getMessage();
  }

  private Stream<Throwable> causes() {
    return Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause).limit(20);
  }
}
