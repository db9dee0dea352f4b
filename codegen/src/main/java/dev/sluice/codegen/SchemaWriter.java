package dev.sluice.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;

/** Writes the nested classes through which server reflection finds the proto descriptors. */
final class SchemaWriter {
  private final Service service;
  private final ClassName serviceSchema;
  private final ClassName methodSchema;

  SchemaWriter(Service service) {
    this.service = service;
    this.serviceSchema = service.nestedClass("ServiceSchema");
    this.methodSchema = service.nestedClass("MethodSchema");
  }

  /** Makes the expression for the schema of the service. */
  CodeBlock ofService() {
    return CodeBlock.of("new $T()", serviceSchema);
  }

  /** Makes the expression for the schema of a method. */
  CodeBlock ofMethod(Rpc rpc) {
    return CodeBlock.of("new $T($S)", methodSchema, rpc.name());
  }

  /** Writes the classes. */
  List<TypeSpec> write() {
    return service.rpcs().isEmpty()
        ? List.of(serviceSchema())
        : List.of(serviceSchema(), methodSchema());
  }

  private TypeSpec serviceSchema() {
    return TypeSpec.classBuilder(serviceSchema)
        .addModifiers(PRIVATE, STATIC)
        .addSuperinterface(Library.PROTO_SERVICE_DESCRIPTOR_SUPPLIER)
        .addMethod(
            getter("getFileDescriptor", Library.PROTO_FILE_DESCRIPTOR)
                .addStatement("return $T.getDescriptor()", service.fileClass())
                .build())
        .addMethod(
            getter("getServiceDescriptor", Library.PROTO_SERVICE_DESCRIPTOR)
                .addStatement("return getFileDescriptor().findServiceByName($S)", service.name())
                .build())
        .build();
  }

  private TypeSpec methodSchema() {
    return TypeSpec.classBuilder(methodSchema)
        .addModifiers(PRIVATE, STATIC, FINAL)
        .superclass(serviceSchema)
        .addSuperinterface(Library.PROTO_METHOD_DESCRIPTOR_SUPPLIER)
        .addField(String.class, "method", PRIVATE, FINAL)
        .addMethod(
            MethodSpec.constructorBuilder()
                .addParameter(String.class, "method")
                .addStatement("this.method = method")
                .build())
        .addMethod(
            getter("getMethodDescriptor", Library.PROTO_METHOD_DESCRIPTOR)
                .addStatement("return getServiceDescriptor().findMethodByName(method)")
                .build())
        .build();
  }

  private static MethodSpec.Builder getter(String name, TypeName type) {
    return MethodSpec.methodBuilder(name)
        .addAnnotation(Override.class)
        .addModifiers(PUBLIC)
        .returns(type);
  }
}
