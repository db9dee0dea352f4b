package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * The command {@code protoc-gen-sluice}: reads protoc's request on standard input and writes the
 * response to standard output, once.
 */
final class Main {
  private static final String USAGE =
      """
      protoc-gen-sluice generates the Java side of gRPC services for Sluice. It is a plugin of protoc,
      which runs it; it takes no parameters:

        protoc --plugin=protoc-gen-sluice=PATH/protoc-gen-sluice \\
               --java_out=DIR --sluice_out=DIR -I PROTO_DIR FILE.proto

      For each service it writes <Service>Sluice.java, beside the messages that --java_out writes.

      Options:
        --help     print this text
        --version  print the version
      """;

  private Main() {}

  /**
   * Runs the plugin and exits: with 0 if a response was written, be it one that tells of an error.
   *
   * @param args none, {@code --help} or {@code --version}
   */
  public static void main(String[] args) {
    System.exit(run(args, System.in, System.out, System.err));
  }

  static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    if (args.length > 0) {
      return answer(String.join(" ", args), out, err);
    }
    CodeGeneratorRequest request;
    try {
      request = CodeGeneratorRequest.parseFrom(in, extensions());
    } catch (IOException e) {
      err.println(
          "protoc-gen-sluice: standard input is not a request from protoc: " + e.getMessage());
      return 1;
    }
    try {
      Generator.generate(request).writeTo(out);
    } catch (IOException e) {
      err.println("protoc-gen-sluice: cannot write the response: " + e.getMessage());
      return 1;
    }
    out.flush();
    return 0;
  }

  private static int answer(String option, PrintStream out, PrintStream err) {
    switch (option) {
      case "--help", "-h" -> out.print(USAGE);
      case "--version" -> out.println("protoc-gen-sluice " + version());
      default -> {
        err.println("protoc-gen-sluice: unknown option " + option);
        err.print(USAGE);
        return 2;
      }
    }
    out.flush();
    return 0;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  /** The extensions a request may hold that bear on Java names. */
  static ExtensionRegistry extensions() {
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    // First, or its initializer and that of JavaFeaturesProto trip over each other.
    DescriptorProtos.registerAllExtensions(extensions);
    JavaFeaturesProto.registerAllExtensions(extensions);
    return extensions;
  }
}
