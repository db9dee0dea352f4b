package dev.sluice.cli;

import java.io.Serial;

/** Says, in words for the user, what is wrong with what was given to the command. */
final class UsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
