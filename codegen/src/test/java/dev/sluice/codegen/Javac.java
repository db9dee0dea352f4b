package dev.sluice.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DocumentationTool;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles and documents generated code as its users might. */
final class Javac {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private Javac() {}

  /** Compiles what protoc generates, and returns what the compiler has to say. */
  static String compile(List<Path> sources, Path output) throws IOException {
    return compile(
        sources, List.of("-d", output.toString(), "-XDsuppressNotes", "-cp", CLASS_PATH));
  }

  /** Compiles with all that javac can check, Javadoc included; says nothing if it is content. */
  static String compileStrictly(List<Path> sources, Path messages, Path output) throws IOException {
    return compile(
        sources,
        List.of(
            "-d",
            output.toString(),
            "-cp",
            messages + System.getProperty("path.separator") + CLASS_PATH,
            // The class path of the tests is not the generated code's doing.
            "-Xlint:all,-path",
            "-Xdoclint:all/protected",
            "-Werror"));
  }

  private static String compile(List<Path> sources, List<String> options) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter diagnostics = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-proc:none", "-implicit:none", "--release", "21"));
      boolean compiled =
          compiler
              .getTask(
                  diagnostics, files, null, all, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled ? diagnostics.toString() : "javac failed: " + diagnostics;
    }
  }

  /** Runs the javadoc tool, warnings being errors; says nothing if it is content. */
  static String document(List<Path> sources, Path messages, Path output) throws IOException {
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    StringWriter diagnostics = new StringWriter();
    try (StandardJavaFileManager files = javadoc.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      boolean documented =
          javadoc
              .getTask(
                  diagnostics,
                  files,
                  null,
                  null,
                  List.of(
                      "-d",
                      output.toString(),
                      "-cp",
                      messages + System.getProperty("path.separator") + CLASS_PATH,
                      "-Xdoclint:all",
                      "-Xwerror",
                      "-quiet"),
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      return documented ? diagnostics.toString() : "javadoc failed: " + diagnostics;
    }
  }
}
