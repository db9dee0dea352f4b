package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.JavaFeaturesProto.JavaFeatures.NestInFileClassFeature.NestInFileClass;
import com.palantir.javapoet.ClassName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Java classes that protoc generates for a set of proto files, by protoc's own rules. */
final class TypeNames {
  private final Map<String, ClassName> messages = new HashMap<>();
  private final Map<String, Set<String>> packages = new HashMap<>();
  private final Set<ClassName> deprecated = new HashSet<>();

  /**
   * Names the types of some files.
   *
   * @param files the files, with all the files they import
   */
  TypeNames(List<FileDescriptorProto> files) {
    files.forEach(this::addFile);
  }

  /**
   * Returns the class of a message.
   *
   * @param fullName the message's name, with its package and a leading dot
   * @param user the Java package of the code that will use it
   * @return the class
   * @throws UnsupportedInputException if the message is not there, or Java code cannot use it
   */
  ClassName message(String fullName, String user) {
    ClassName name = messages.get(fullName);
    if (name == null) {
      throw new UnsupportedInputException(
          "the message " + fullName + " is in none of the files that protoc passed on");
    }
    if (name.packageName().isEmpty() && !user.isEmpty()) {
      throw new UnsupportedInputException(
          "the class of the message "
              + fullName
              + " is in no package, and code in the package "
              + user
              + " cannot import it; set the option java_package for it");
    }
    return name;
  }

  /** Returns whether the use of a message's class warns of deprecation. */
  boolean isDeprecated(ClassName message) {
    for (ClassName name = message; name != null; name = name.enclosingClassName()) {
      if (deprecated.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the simple names of the classes that the files may put in a Java package. */
  Set<String> topLevelNames(String javaPackage) {
    return packages.getOrDefault(javaPackage, Set.of());
  }

  /** Returns the simple names of the classes that a file may put in its Java package. */
  static Set<String> topLevelNames(FileDescriptorProto file) {
    Set<String> names = new HashSet<>();
    names.add(fileClassName(file));
    file.getMessageTypeList().forEach(message -> names.add(message.getName()));
    file.getEnumTypeList().forEach(type -> names.add(type.getName()));
    return names;
  }

  /** Returns the Java package of a file's classes; empty for the unnamed package. */
  static String javaPackage(FileDescriptorProto file) {
    return file.getOptions().hasJavaPackage()
        ? file.getOptions().getJavaPackage()
        : file.getPackage();
  }

  /** Returns the class that holds a file's descriptor, and often its messages. */
  static ClassName fileClass(FileDescriptorProto file) {
    return ClassName.get(javaPackage(file), fileClassName(file));
  }

  private static String fileClassName(FileDescriptorProto file) {
    if (file.getOptions().hasJavaOuterClassname()) {
      return file.getOptions().getJavaOuterClassname();
    }
    String name = capitalizedCamelCase(baseName(file.getName()));
    if (isEdition2024OrLater(file)) {
      return name + "Proto";
    }
    return definedNames(file).contains(name) ? name + "OuterClass" : name;
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.(protodevel|proto)$", "");
  }

  private static String capitalizedCamelCase(String name) {
    StringBuilder result = new StringBuilder();
    boolean capitalize = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean lower = 'a' <= c && c <= 'z';
      boolean upper = 'A' <= c && c <= 'Z';
      boolean digit = '0' <= c && c <= '9';
      if (lower || upper || digit) {
        result.append(lower && capitalize ? (char) (c - 'a' + 'A') : c);
      }
      capitalize = !lower && !upper;
    }
    return result.toString();
  }

  private static boolean isEdition2024OrLater(FileDescriptorProto file) {
    return file.getEdition().getNumber() >= Edition.EDITION_2024_VALUE;
  }

  private static Set<String> definedNames(FileDescriptorProto file) {
    Set<String> names = new HashSet<>();
    file.getEnumTypeList().forEach(type -> names.add(type.getName()));
    file.getServiceList().forEach(service -> names.add(service.getName()));
    addDefinedNames(file.getMessageTypeList(), names);
    return names;
  }

  private static void addDefinedNames(List<DescriptorProto> messages, Set<String> names) {
    for (DescriptorProto message : messages) {
      names.add(message.getName());
      message.getEnumTypeList().forEach(type -> names.add(type.getName()));
      addDefinedNames(message.getNestedTypeList(), names);
    }
  }

  private void addFile(FileDescriptorProto file) {
    String javaPackage = javaPackage(file);
    ClassName fileClass = fileClass(file);
    if (file.getOptions().getDeprecated()) {
      deprecated.add(fileClass);
    }
    String prefix = file.getPackage().isEmpty() ? "." : "." + file.getPackage() + ".";
    for (DescriptorProto message : file.getMessageTypeList()) {
      ClassName name =
          isNestedInFileClass(file, message)
              ? fileClass.nestedClass(message.getName())
              : ClassName.get(javaPackage, message.getName());
      addMessage(prefix + message.getName(), name, message);
    }
    packages.computeIfAbsent(javaPackage, unused -> new HashSet<>()).addAll(topLevelNames(file));
  }

  private void addMessage(String fullName, ClassName name, DescriptorProto message) {
    messages.put(fullName, name);
    if (message.getOptions().getDeprecated()) {
      deprecated.add(name);
    }
    for (DescriptorProto nested : message.getNestedTypeList()) {
      addMessage(fullName + "." + nested.getName(), name.nestedClass(nested.getName()), nested);
    }
  }

  private static boolean isNestedInFileClass(FileDescriptorProto file, DescriptorProto message) {
    if (!isEdition2024OrLater(file)) {
      return !file.getOptions().getJavaMultipleFiles();
    }
    return message
            .getOptions()
            .getFeatures()
            .getExtension(JavaFeaturesProto.java_)
            .getNestInFileClass()
        == NestInFileClass.YES;
  }
}
