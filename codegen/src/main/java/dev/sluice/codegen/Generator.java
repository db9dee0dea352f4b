package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.File;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns protoc's request into its response: one Java file for each service. */
final class Generator {
  /** The newest edition whose rules of Java names are known here. */
  private static final Edition NEWEST_EDITION = Edition.EDITION_2026;

  private Generator() {}

  /**
   * Generates the code that a request asks for.
   *
   * @param request what protoc wants generated
   * @return the files, or an error to show to the user and no file
   */
  static CodeGeneratorResponse generate(CodeGeneratorRequest request) {
    CodeGeneratorResponse.Builder response =
        CodeGeneratorResponse.newBuilder()
            .setSupportedFeatures(
                Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
            .setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
            .setMaximumEdition(NEWEST_EDITION.getNumber());
    try {
      return response.addAllFile(files(request).values()).build();
    } catch (UnsupportedInputException e) {
      return response.setError(e.getMessage()).build();
    }
  }

  private static Map<String, File> files(CodeGeneratorRequest request) {
    if (!request.getParameter().isBlank()) {
      throw new UnsupportedInputException(
          "there are no parameters, but \"" + request.getParameter() + "\" was given");
    }
    TypeNames types = new TypeNames(request.getProtoFileList());
    Set<String> wanted = new HashSet<>(request.getFileToGenerateList());
    Map<String, File> files = new TreeMap<>();
    for (FileDescriptorProto proto : request.getProtoFileList()) {
      if (wanted.contains(proto.getName())) {
        addServices(proto, types, files);
      }
    }
    return files;
  }

  private static void addServices(
      FileDescriptorProto proto, TypeNames types, Map<String, File> files) {
    Comments comments = new Comments(proto);
    for (int i = 0; i < proto.getServiceCount(); i++) {
      Service service = Service.of(proto, i, types, comments);
      String path = service.javaClass().canonicalName().replace('.', '/') + ".java";
      String java = new ServiceWriter(service).write().toString();
      File file = File.newBuilder().setName(path).setContent(java).build();
      if (files.put(path, file) != null) {
        throw new UnsupportedInputException(
            proto.getName()
                + ": another file has a service "
                + proto.getService(i).getName()
                + " in the same Java package; set another java_package");
      }
    }
  }
}
