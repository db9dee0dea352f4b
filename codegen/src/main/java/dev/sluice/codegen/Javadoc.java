package dev.sluice.codegen;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.stream.Stream;

/** Javadoc comments of generated code. */
final class Javadoc {
  private Javadoc() {}

  /**
   * Makes a comment.
   *
   * @param description what to say, in HTML
   * @param tags block tags to add
   * @return the comment
   */
  static CodeBlock of(String description, List<CodeBlock> tags) {
    CodeBlock.Builder comment = CodeBlock.builder().add("$L\n", description.strip());
    if (!tags.isEmpty()) {
      comment.add("\n");
    }
    tags.forEach(tag -> comment.add(tag).add("\n"));
    return comment.build();
  }

  /** Makes a comment, with tags that name no types. */
  static CodeBlock of(String description, String... tags) {
    return of(description, Stream.of(tags).map(CodeBlock::of).toList());
  }

  /** Marks up an identifier. */
  static String code(String name) {
    return "{@code " + name + "}";
  }
}
