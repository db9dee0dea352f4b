package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubjectFileTest {
  private static final String COMMON =
      """
      name=some
      order=60
      language=Go
      transport=HTTP/2
      group=peer
      tuning=a line
      version=1
      """;

  @TempDir private Path directory;

  private Subject read(String text) throws Exception {
    Path file = directory.resolve("some.properties");
    Files.writeString(file, text);
    return SubjectFile.read(directory, file);
  }

  @Test
  void describesAnExecutable() throws Exception {
    Subject subject =
        read(
            COMMON
                + """
                needs=go, protoc
                build=./build.sh
                server=target/peer server
                client=target/peer client
                """);

    assertThat(subject.needs()).containsExactly("go", "protoc");
    assertThat(subject.quick()).isFalse();
    assertThat(subject.jvms()).isZero();
    assertThat(subject.program().command("client", List.of()))
        .containsExactly(directory.resolve("target/peer").toString(), "client");
    assertThat(subject.program().hasServer()).isTrue();
  }

  @Test
  void describesAJvm() throws Exception {
    Subject subject =
        read(COMMON + "jvm=true\nclasspath=target/lib/*\nmain=a.Main\nargs=--fast x\n");

    assertThat(subject.program().command("server", List.of("-Xmx1g")))
        .endsWith("-Xmx1g", "-cp", "target/lib/*", "a.Main", "--fast", "x", "server");
    assertThat(subject.jvms()).isEqualTo(2);
  }

  @Test
  void describesAJvmThatIsClientAndServer() throws Exception {
    Subject subject = read(COMMON + "jvm=true\ninprocess=true\nclasspath=lib\nmain=a.Main\n");

    assertThat(subject.program().hasServer()).isFalse();
    assertThat(subject.jvms()).isEqualTo(1);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> read(COMMON + "jvm=true\nclasspath=lib\n"))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("some.properties: main is missing");
    assertThatThrownBy(() -> read(COMMON.replace("version=1", "")))
        .hasMessageContaining("version is missing");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> read(COMMON.replace("group=peer", "group=best")))
        .hasMessageContaining("group is none of");
    assertThatThrownBy(() -> read(COMMON.replace("order=60", "order=first")))
        .hasMessageContaining("order is no number");
  }
}
