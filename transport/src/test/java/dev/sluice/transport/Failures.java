package dev.sluice.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What failed calls threw. */
final class Failures {
  private Failures() {}

  static StatusRuntimeException thrownBy(ThrowingCallable operation) {
    StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, operation);
    assertThat(thrown).as("a status exception").isNotNull();
    return thrown;
  }

  static Status statusOf(ThrowingCallable operation) {
    return thrownBy(operation).getStatus();
  }

  static Status.Code codeOf(ThrowingCallable operation) {
    return statusOf(operation).getCode();
  }

  /** A status as people read it: its description, and the messages of what caused it. */
  static String textOf(Status status) {
    StringBuilder text = new StringBuilder().append(status.getDescription());
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      text.append(" <- ").append(cause);
    }
    return text.toString();
  }
}
