package dev.sluice.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Calls;
import dev.sluice.Handlers;
import dev.sluice.ServiceOptions;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Methods over streams of text, without generated code; a message has as many bytes as its text.
 */
final class Texts {
  static final String SERVICE = "test.Texts";

  static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
  static final MethodDescriptor<String, String> SERVER =
      method("Server", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> CLIENT =
      method("Client", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> BIDI = method("Bidi", MethodType.BIDI_STREAMING);

  private static final ServiceOptions OPTIONS = ServiceOptions.defaults();

  private Texts() {}

  /** Answers every message with itself. */
  static ServerServiceDefinition echo() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(UNARY, Handlers.unary(request -> request, OPTIONS))
        .addMethod(BIDI, Handlers.bidiStreaming((in, out) -> in.forEach(out::send), OPTIONS))
        .build();
  }

  static ServerServiceDefinition unary(Handlers.Unary<String, String> handler) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(UNARY, Handlers.unary(handler, OPTIONS))
        .build();
  }

  static ServerServiceDefinition bidi(Handlers.BidiStreaming<String, String> handler) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(BIDI, Handlers.bidiStreaming(handler, OPTIONS))
        .build();
  }

  static ServerServiceDefinition server(Handlers.ServerStreaming<String, String> handler) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(SERVER, Handlers.serverStreaming(handler, OPTIONS))
        .build();
  }

  /** Answers every call with the same text. */
  static ServerServiceDefinition constant(String answer) {
    return unary(request -> answer);
  }

  static String call(Channel channel, String request) {
    return call(channel, CallOptions.DEFAULT, request);
  }

  static String call(Channel channel, CallOptions options, String request) {
    return Calls.unary(channel, UNARY, options, request);
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    Marshaller<String> marshaller = new TextMarshaller();
    return MethodDescriptor.newBuilder(marshaller, marshaller)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .build();
  }

  private static final class TextMarshaller implements Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
