package dev.sluice.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PROTECTED;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes the nested class {@code Client}. */
final class ClientSideWriter {
  private final Service service;
  private final ClassName client;

  ClientSideWriter(Service service, ClassName client) {
    this.service = service;
    this.client = client;
  }

  /** Writes the class. */
  TypeSpec write() {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(client)
            .addJavadoc(
                Javadoc.of("The client side. Immutable and cheap; may be used from any thread."))
            .addModifiers(PUBLIC, STATIC, FINAL)
            .superclass(ParameterizedTypeName.get(Library.SLUICE_CLIENT, client))
            .addMethod(
                withChannelAndOptions(MethodSpec.constructorBuilder())
                    .addModifiers(PRIVATE)
                    .addStatement("super(channel, callOptions)")
                    .build())
            .addMethod(
                withChannelAndOptions(MethodSpec.methodBuilder("build"))
                    .addAnnotation(Override.class)
                    .addModifiers(PROTECTED)
                    .returns(client)
                    .addStatement("return new $T(channel, callOptions)", client)
                    .build());
    service.rpcs().forEach(rpc -> type.addMethod(call(rpc)));
    return type.build();
  }

  private static MethodSpec.Builder withChannelAndOptions(MethodSpec.Builder method) {
    return method
        .addParameter(Library.CHANNEL, "channel")
        .addParameter(Library.CALL_OPTIONS, "callOptions");
  }

  private static MethodSpec call(Rpc rpc) {
    List<CodeBlock> tags = new ArrayList<>();
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(rpc.method()).addModifiers(PUBLIC).returns(returnType(rpc));
    String arguments = "channel(), " + rpc.constant() + ", callOptions()";
    if (!rpc.kind().streamsRequests()) {
      method.addParameter(rpc.request(), "request");
      arguments += ", request";
      tags.add(CodeBlock.of("@param request the request"));
    }
    if (rpc.kind() == Rpc.Kind.UNARY) {
      tags.add(CodeBlock.of("@return the response"));
      tags.add(CodeBlock.of("@throws io.grpc.StatusRuntimeException if the call fails"));
    } else {
      tags.add(CodeBlock.of("@return the open call, to be closed after use"));
    }
    if (rpc.deprecated()) {
      method.addAnnotation(Deprecated.class);
    }
    return method
        .addJavadoc(
            Javadoc.of(
                rpc.comment().isEmpty() ? "Calls " + Javadoc.code(rpc.name()) + "." : rpc.comment(),
                tags))
        .addStatement("return $T.$L($L)", Library.CALLS, rpc.kind().factory, arguments)
        .build();
  }

  private static TypeName returnType(Rpc rpc) {
    return switch (rpc.kind()) {
      case UNARY -> rpc.response();
      case SERVER_STREAMING ->
          ParameterizedTypeName.get(Library.SERVER_STREAMING_CALL, rpc.response());
      case CLIENT_STREAMING ->
          ParameterizedTypeName.get(Library.CLIENT_STREAMING_CALL, rpc.request(), rpc.response());
      case BIDI_STREAMING ->
          ParameterizedTypeName.get(Library.BIDI_STREAMING_CALL, rpc.request(), rpc.response());
    };
  }
}
