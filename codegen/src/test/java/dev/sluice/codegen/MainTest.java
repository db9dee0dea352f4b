package dev.sluice.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void answersARequest() throws IOException {
    byte[] request = CodeGeneratorRequest.newBuilder().setParameter("odd").build().toByteArray();

    assertThat(run(request)).isZero();
    assertThat(CodeGeneratorResponse.parseFrom(out.toByteArray()).getError()).contains("odd");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void saysInOneLineThatItsInputIsNoRequest() {
    assertThat(run("what is this?".getBytes(UTF_8))).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("protoc-gen-sluice: ").hasLineCount(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void explainsItself() {
    assertThat(run(new byte[0], "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("--sluice_out=").isASCII();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void namesItsVersion() {
    assertThat(run(new byte[0], "--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("protoc-gen-sluice ").hasLineCount(1);
  }

  @Test
  void refusesUnknownOptions() {
    assertThat(run(new byte[0], "--frobnicate")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("--frobnicate", "--sluice_out=");
    assertThat(out.size()).isZero();
  }

  @Test
  void protocShowsTheErrorToTheUser(@TempDir Path directory) throws IOException {
    Protoc.Result protoc =
        Protoc.run(
            Path.of("src/test/protos/no_package"),
            List.of("greeter.proto"),
            "--plugin=protoc-gen-sluice=" + Protoc.plugin(directory),
            "--sluice_out=lite:" + directory);

    assertThat(protoc.status()).isEqualTo(1);
    assertThat(protoc.output()).contains("there are no parameters", "\"lite\"").hasLineCount(1);
  }

  private int run(byte[] in, String... args) {
    return Main.run(
        args,
        new ByteArrayInputStream(in),
        new PrintStream(out, false, UTF_8),
        new PrintStream(err, true, UTF_8));
  }
}
