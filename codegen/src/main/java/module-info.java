/** {@code protoc-gen-sluice}, the protoc plugin that generates Sluice services and clients. */
@org.jspecify.annotations.NullMarked
module dev.sluice.codegen {
  requires com.google.protobuf;
  requires com.palantir.javapoet;
  requires java.compiler;
  requires static org.jspecify;
}
