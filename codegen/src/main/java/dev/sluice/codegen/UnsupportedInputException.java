package dev.sluice.codegen;

import java.io.Serial;

/** Says, in words for the user, why no code can be generated for what protoc was given. */
final class UnsupportedInputException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  UnsupportedInputException(String message) {
    super(message);
  }
}
