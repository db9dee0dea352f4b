package dev.sluice.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.File;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final FileDescriptorProto GREETER = file("greeter.proto", "greet").build();

  @Test
  void generatesOnlyForTheFilesAskedFor() {
    FileDescriptorProto other = file("other.proto", "other").build();

    CodeGeneratorResponse response =
        Generator.generate(
            request(GREETER, other)
                .clearFileToGenerate()
                .addFileToGenerate("greeter.proto")
                .build());

    assertThat(response.getFileList())
        .extracting(File::getName)
        .containsExactly("greet/GreeterSluice.java");
  }

  @Test
  void generatesTheSameWhateverTheOrderOfTheFiles() {
    FileDescriptorProto other = file("other.proto", "other").build();

    assertThat(Generator.generate(request(GREETER, other).build()))
        .isEqualTo(Generator.generate(request(GREETER, other).build()))
        .isEqualTo(Generator.generate(request(other, GREETER).build()));
  }

  @Test
  void declaresOptionalFieldsAndEditionsSupported() {
    CodeGeneratorResponse response = Generator.generate(CodeGeneratorRequest.getDefaultInstance());

    assertThat(response.hasError()).isFalse();
    assertThat(response.getSupportedFeatures())
        .isEqualTo(Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE);
    assertThat(response.getMinimumEdition()).isEqualTo(Edition.EDITION_PROTO2_VALUE);
    assertThat(response.getMaximumEdition()).isEqualTo(Edition.EDITION_2026_VALUE);
  }

  @Test
  void generatesNothingForAFileWithoutServices() {
    assertThat(Generator.generate(request(file("m.proto", "m").clearService().build()).build()))
        .isEqualTo(Generator.generate(CodeGeneratorRequest.getDefaultInstance()));
  }

  @Test
  void refusesParameters() {
    assertRefused(request(GREETER).setParameter("lite,grpc=true"), "\"lite,grpc=true\"");
  }

  @Test
  void refusesAMessageThatIsNotThere() {
    assertRefused(
        request(file("greeter.proto", "greet").clearMessageType().build()), ".greet.Greeting");
  }

  @Test
  void refusesToImportAClassWithoutPackage() {
    FileDescriptorProto.Builder file = file("greeter.proto", "greet");
    file.getServiceBuilder(0).getMethodBuilder(0).setInputType(".Greeting");
    FileDescriptorProto noPackage =
        FileDescriptorProto.newBuilder()
            .setName("no_package.proto")
            .addMessageType(DescriptorProto.newBuilder().setName("Greeting"))
            .build();

    assertRefused(request(noPackage, file.build()), ".Greeting", "java_package");
  }

  @Test
  void refusesTwoServicesOfOneName() {
    FileDescriptorProto.Builder other = file("other.proto", "other");
    other.getOptionsBuilder().setJavaPackage("greet");

    assertRefused(request(GREETER, other.build()), "other.proto", "Greeter", "java_package");
  }

  private static void assertRefused(CodeGeneratorRequest.Builder request, String... clues) {
    CodeGeneratorResponse response = Generator.generate(request.build());

    assertThat(response.getError()).contains(clues).doesNotContain("\n");
    assertThat(response.getFileList()).isEmpty();
  }

  private static CodeGeneratorRequest.Builder request(FileDescriptorProto... files) {
    CodeGeneratorRequest.Builder request = CodeGeneratorRequest.newBuilder();
    Stream.of(files).forEach(file -> request.addProtoFile(file).addFileToGenerate(file.getName()));
    return request;
  }

  private static FileDescriptorProto.Builder file(String name, String protoPackage) {
    String message = "." + protoPackage + ".Greeting";
    return FileDescriptorProto.newBuilder()
        .setName(name)
        .setPackage(protoPackage)
        .addMessageType(DescriptorProto.newBuilder().setName("Greeting"))
        .addService(
            ServiceDescriptorProto.newBuilder()
                .setName("Greeter")
                .addMethod(
                    MethodDescriptorProto.newBuilder()
                        .setName("Greet")
                        .setInputType(message)
                        .setOutputType(message)));
  }
}
