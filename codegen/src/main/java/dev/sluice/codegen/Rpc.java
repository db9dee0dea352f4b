package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.palantir.javapoet.ClassName;

/**
 * A method of a service, and what it is called in Java.
 *
 * @param name its name in the proto file
 * @param kind what streams
 * @param request the class of its requests
 * @param response the class of its responses
 * @param method the Java method to implement and to call
 * @param constant the constant that holds its descriptor
 * @param accessor the method that returns its descriptor
 * @param comment its comment as Javadoc; may be empty
 * @param deprecated whether it is
 * @param idempotency what its author promises of repeated calls
 */
record Rpc(
    String name,
    Kind kind,
    ClassName request,
    ClassName response,
    String method,
    String constant,
    String accessor,
    String comment,
    boolean deprecated,
    IdempotencyLevel idempotency) {

  /** What streams; named as in {@code MethodDescriptor.MethodType}. */
  enum Kind {
    UNARY("unary"),
    SERVER_STREAMING("serverStreaming"),
    CLIENT_STREAMING("clientStreaming"),
    BIDI_STREAMING("bidiStreaming");

    /** The factory of such calls in {@code Calls}, and of their handlers in {@code Handlers}. */
    final String factory;

    Kind(String factory) {
      this.factory = factory;
    }

    static Kind of(MethodDescriptorProto method) {
      if (method.getClientStreaming()) {
        return method.getServerStreaming() ? BIDI_STREAMING : CLIENT_STREAMING;
      }
      return method.getServerStreaming() ? SERVER_STREAMING : UNARY;
    }

    boolean streamsRequests() {
      return this == CLIENT_STREAMING || this == BIDI_STREAMING;
    }

    boolean streamsResponses() {
      return this == SERVER_STREAMING || this == BIDI_STREAMING;
    }
  }
}
