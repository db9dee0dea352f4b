package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API is written down in {@code public-api.txt}, so that no change to it is an accident.
 * After one that is meant, run this test with {@code -Dapi.update=true} and commit the file.
 */
class PublicApiTest {
  private static final Path WRITTEN = Path.of("src/test/resources/public-api.txt");

  @Test
  void thePublicApiIsAsWrittenDown() throws Exception {
    String actual = publicTypes().map(PublicApiTest::describe).collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(WRITTEN.getParent());
      Files.writeString(WRITTEN, actual, UTF_8);
    }
    assertThat(actual).isEqualTo(Files.readString(WRITTEN, UTF_8));
  }

  private static Stream<Class<?>> publicTypes()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes = Path.of(Calls.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("dev/sluice"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
              .map(name -> "dev.sluice." + name.substring(0, name.length() - ".class".length()))
              .sorted()
              .toList();
      Stream.Builder<Class<?>> types = Stream.builder();
      for (String name : names) {
        Class<?> type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
        if (isVisible(type)) {
          types.add(type);
        }
      }
      return types.build();
    }
  }

  private static boolean isVisible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()))
        && Calls.class.getModule().equals(type.getModule())
        && !type.getName().endsWith("Test");
  }

  private static String describe(Class<?> type) {
    Stream<String> constructors =
        Stream.of(type.getDeclaredConstructors())
            .filter(PublicApiTest::isVisible)
            .map(Constructor::toGenericString);
    Stream<String> methods =
        Stream.of(type.getDeclaredMethods())
            .filter(method -> isVisible(method) && !method.isSynthetic())
            .map(Method::toGenericString);
    return type.toGenericString()
        + "\n"
        + Stream.concat(constructors, methods)
            .sorted()
            .map(member -> "  " + member + "\n")
            .collect(Collectors.joining());
  }

  private static boolean isVisible(Member member) {
    return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }
}
