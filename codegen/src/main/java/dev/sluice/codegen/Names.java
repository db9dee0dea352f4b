package dev.sluice.codegen;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * The Java names of one service's methods. No name is given out twice: one that is reserved or
 * taken gets a trailing underscore.
 */
final class Names {
  /** The methods without parameters that a generated client inherits. */
  static final Set<String> INHERITED =
      Set.of(
          ("callOptions channel clone finalize getClass hashCode notify notifyAll toString wait"
                  + " withWaitForReady")
              .split(" "));

  private final Set<String> methods = new HashSet<>();
  private final Set<String> accessors = new HashSet<>();
  private final Set<String> constants = new HashSet<>(Set.of("SERVICE_NAME", "SERVICE_DESCRIPTOR"));

  /**
   * Makes the names of a service.
   *
   * @param classes the simple names of the classes that are used in expressions, where a constant
   *     of that name would hide them
   */
  Names(Set<String> classes) {
    constants.addAll(classes);
  }

  /** Names the method to implement and to call. */
  String method(String rpc, boolean hasParameters) {
    String name = lowerCamelCase(rpc);
    return unique(methods, INHERITED.contains(name) && !hasParameters ? name + "_" : name);
  }

  /** Names the method that returns the descriptor. */
  String accessor(String rpc) {
    return unique(accessors, lowerCamelCase(rpc) + "Method");
  }

  /** Names the constant that holds the descriptor. */
  String constant(String rpc) {
    return unique(constants, rpc.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT));
  }

  /** Takes the wanted name, with as many underscores behind it as make it free. */
  static String unique(Set<String> taken, String wanted) {
    String name = wanted;
    while (SourceVersion.isKeyword(name, SourceVersion.RELEASE_21) || !taken.add(name)) {
      name += "_";
    }
    return name;
  }

  /** As grpc-java has it: {@code ListUsers} and {@code list_users} become {@code listUsers}. */
  private static String lowerCamelCase(String name) {
    StringBuilder result = new StringBuilder();
    boolean capitalize = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (result.isEmpty()) {
        result.append(Character.toLowerCase(c));
      } else if (c == '_') {
        capitalize = true;
      } else {
        result.append(capitalize ? Character.toUpperCase(c) : c);
        capitalize = false;
      }
    }
    return result.toString();
  }
}
