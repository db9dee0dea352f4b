package dev.sluice.codegen;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PROTECTED;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes the nested class {@code Service}, which implementations extend. */
final class ServerSideWriter {
  private static final String DESCRIPTION =
      """
      The server side: extend it, override its methods and add it to a server.

      <p>Each call runs its method on a virtual thread of its own: methods may block, and may run at
      the same time. A method that is not overridden ends its calls with {@code UNIMPLEMENTED}.
      """;

  private final Service service;

  ServerSideWriter(Service service) {
    this.service = service;
  }

  /** Writes the class. */
  TypeSpec write() {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(service.nestedClass("Service"))
            .addJavadoc(Javadoc.of(DESCRIPTION))
            .addModifiers(PUBLIC, ABSTRACT, STATIC)
            .addSuperinterface(Library.BINDABLE_SERVICE)
            .addMethod(
                MethodSpec.constructorBuilder()
                    .addJavadoc(Javadoc.of("For implementations."))
                    .addModifiers(PROTECTED)
                    .build())
            .addMethod(options());
    service.rpcs().forEach(rpc -> type.addMethod(handler(rpc)));
    return type.addMethod(bindService()).build();
  }

  private static MethodSpec options() {
    return MethodSpec.methodBuilder("options")
        .addJavadoc(
            Javadoc.of(
                "Returns how the methods run; asked once, when the service is bound.",
                "@return the options"))
        .addModifiers(PROTECTED)
        .returns(Library.SERVICE_OPTIONS)
        .addStatement("return $T.defaults()", Library.SERVICE_OPTIONS)
        .build();
  }

  private static MethodSpec handler(Rpc rpc) {
    List<CodeBlock> tags = new ArrayList<>();
    MethodSpec.Builder method = MethodSpec.methodBuilder(rpc.method()).addModifiers(PUBLIC);
    if (rpc.kind().streamsRequests()) {
      method.addParameter(ParameterizedTypeName.get(Library.RECEIVER, rpc.request()), "requests");
      tags.add(CodeBlock.of("@param requests the requests"));
    } else {
      method.addParameter(rpc.request(), "request");
      tags.add(CodeBlock.of("@param request the request"));
    }
    if (rpc.kind().streamsResponses()) {
      method.addParameter(ParameterizedTypeName.get(Library.SENDER, rpc.response()), "responses");
      tags.add(CodeBlock.of("@param responses takes the responses"));
    } else {
      method.returns(rpc.response());
      tags.add(CodeBlock.of("@return the response"));
    }
    tags.add(CodeBlock.of("@throws $T to end the call with a status", Exception.class));
    if (rpc.deprecated()) {
      method.addAnnotation(Deprecated.class);
    }
    return method
        .addJavadoc(
            Javadoc.of(
                rpc.comment().isEmpty()
                    ? "Handles a call of " + Javadoc.code(rpc.name()) + "."
                    : rpc.comment(),
                tags))
        .addException(Exception.class)
        .addStatement("throw $T.unimplemented($L)", Library.HANDLERS, rpc.constant())
        .build();
  }

  private MethodSpec bindService() {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("bindService")
            .addAnnotation(Override.class)
            .addModifiers(PUBLIC, FINAL)
            .returns(Library.SERVER_SERVICE_DEFINITION);
    if (!service.rpcs().isEmpty()) {
      method.addStatement("$T options = options()", Library.SERVICE_OPTIONS);
    }
    CodeBlock.Builder definition =
        CodeBlock.builder()
            .add("return $T.builder(SERVICE_DESCRIPTOR)", Library.SERVER_SERVICE_DEFINITION);
    for (Rpc rpc : service.rpcs()) {
      definition.add(
          "\n.addMethod($L, $T.$L(this::$L, options))",
          rpc.constant(),
          Library.HANDLERS,
          rpc.kind().factory,
          rpc.method());
    }
    return method.addStatement(definition.add("\n.build()").build()).build();
  }
}
