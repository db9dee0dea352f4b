package dev.sluice.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.SluiceClient;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void reservesEveryMethodWithoutParametersThatClientsInherit() {
    Set<String> inherited =
        Stream.of(SluiceClient.class, Object.class)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method -> method.getParameterCount() == 0)
            .filter(method -> !Modifier.isPrivate(method.getModifiers()))
            .filter(method -> !method.isSynthetic())
            .map(Method::getName)
            .collect(Collectors.toSet());

    assertThat(Names.INHERITED).containsExactlyInAnyOrderElementsOf(inherited);
  }

  @Test
  void appendsUnderscoresUntilANameIsFree() {
    Names names = new Names(Set.of());

    assertThat(names.method("GetUser", true)).isEqualTo("getUser");
    assertThat(names.method("get_user", true)).isEqualTo("getUser_");
    assertThat(names.method("getUser", true)).isEqualTo("getUser__");
  }

  @Test
  void reservesInheritedNamesOnlyForMethodsWithoutParameters() {
    assertThat(new Names(Set.of()).method("Notify", true)).isEqualTo("notify");
    assertThat(new Names(Set.of()).method("Notify", false)).isEqualTo("notify_");
  }
}
