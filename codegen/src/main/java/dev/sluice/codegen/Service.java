package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.palantir.javapoet.ClassName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A service, and what it is called in Java.
 *
 * @param protoFile the name of its proto file
 * @param name its name in the proto file
 * @param fullName its name on the wire
 * @param javaClass the class to generate
 * @param fileClass the class that holds the proto file's descriptor
 * @param packageNames the simple names of the other classes of the Java package, as far as known
 * @param comment its comment as Javadoc; may be empty
 * @param deprecated whether it, or the whole file, is
 * @param usesDeprecated whether a message of its methods is
 * @param rpcs its methods
 */
record Service(
    String protoFile,
    String name,
    String fullName,
    ClassName javaClass,
    ClassName fileClass,
    Set<String> packageNames,
    String comment,
    boolean deprecated,
    boolean usesDeprecated,
    List<Rpc> rpcs) {

  static Service of(FileDescriptorProto file, int index, TypeNames types, Comments comments) {
    ServiceDescriptorProto service = file.getService(index);
    String name = service.getName();
    String javaPackage = TypeNames.javaPackage(file);
    List<Rpc> rpcs = rpcs(file, index, types, comments);
    return new Service(
        file.getName(),
        name,
        file.getPackage().isEmpty() ? name : file.getPackage() + "." + name,
        ClassName.get(javaPackage, Names.unique(TypeNames.topLevelNames(file), name + "Sluice")),
        TypeNames.fileClass(file),
        types.topLevelNames(javaPackage),
        comments.ofService(index),
        service.getOptions().getDeprecated() || file.getOptions().getDeprecated(),
        rpcs.stream()
            .anyMatch(
                rpc -> types.isDeprecated(rpc.request()) || types.isDeprecated(rpc.response())),
        rpcs);
  }

  /**
   * Names a class to nest in the generated one. A class of the unnamed package could not be told
   * from a nested class of its name.
   */
  ClassName nestedClass(String simpleName) {
    Set<String> taken =
        javaClass.packageName().isEmpty() ? new HashSet<>(packageNames) : new HashSet<>();
    return javaClass.nestedClass(Names.unique(taken, simpleName));
  }

  private static List<Rpc> rpcs(
      FileDescriptorProto file, int index, TypeNames types, Comments comments) {
    List<MethodDescriptorProto> methods = file.getService(index).getMethodList();
    String javaPackage = TypeNames.javaPackage(file);
    Set<String> classes = new HashSet<>();
    classes.add(TypeNames.fileClass(file).simpleName());
    for (MethodDescriptorProto method : methods) {
      for (String message : List.of(method.getInputType(), method.getOutputType())) {
        classes.add(types.message(message, javaPackage).topLevelClassName().simpleName());
      }
    }
    Names names = new Names(classes);
    List<Rpc> rpcs = new ArrayList<>();
    for (int i = 0; i < methods.size(); i++) {
      MethodDescriptorProto method = methods.get(i);
      String name = method.getName();
      rpcs.add(
          new Rpc(
              name,
              Rpc.Kind.of(method),
              types.message(method.getInputType(), javaPackage),
              types.message(method.getOutputType(), javaPackage),
              names.method(name, !method.getClientStreaming()),
              names.constant(name),
              names.accessor(name),
              comments.ofMethod(index, i),
              method.getOptions().getDeprecated(),
              method.getOptions().getIdempotencyLevel()));
    }
    return rpcs;
  }
}
