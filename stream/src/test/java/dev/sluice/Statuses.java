package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a failed operation threw. */
final class Statuses {
  private Statuses() {}

  static StatusRuntimeException thrownBy(ThrowingCallable operation) {
    StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, operation);
    assertThat(thrown).as("a status exception").isNotNull();
    return thrown;
  }

  static Status.Code codeThrownBy(ThrowingCallable operation) {
    return thrownBy(operation).getStatus().getCode();
  }
}
