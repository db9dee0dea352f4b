package dev.sluice.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The comments of a proto file, as Javadoc. */
final class Comments {
  /** What the comment openers {@code /**} and {@code ///} leave at the start of a line. */
  private static final Pattern DOC_MARKERS = Pattern.compile("^[*/](?=\\s|$)", Pattern.MULTILINE);

  private static final Pattern PARAGRAPH_BREAK = Pattern.compile("\n(?: *\n)+");
  private static final Pattern VERBATIM_LINE =
      Pattern.compile("^(?: |```|(?:[-*+#|]|\\d+[.)]) )", Pattern.MULTILINE);

  private final Map<List<Integer>, String> byPath = new HashMap<>();

  Comments(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      String comment =
          location.getLeadingComments().isBlank()
              ? location.getTrailingComments()
              : location.getLeadingComments();
      if (!comment.isBlank()) {
        byPath.put(location.getPathList(), toJavadoc(comment));
      }
    }
  }

  /** Returns a service's comment as the body of a Javadoc comment; empty if there is none. */
  String ofService(int service) {
    return at(FileDescriptorProto.SERVICE_FIELD_NUMBER, service);
  }

  /** Returns a method's comment as the body of a Javadoc comment; empty if there is none. */
  String ofMethod(int service, int method) {
    return at(
        FileDescriptorProto.SERVICE_FIELD_NUMBER,
        service,
        ServiceDescriptorProto.METHOD_FIELD_NUMBER,
        method);
  }

  private String at(Integer... path) {
    return byPath.getOrDefault(List.of(path), "");
  }

  /**
   * Turns a comment into the body of a Javadoc comment. Paragraphs flow; one with bullets or
   * indented lines is kept as it stands.
   */
  static String toJavadoc(String comment) {
    String text =
        DOC_MARKERS.matcher(comment.replace("\t", "    ").replace("\r", "")).replaceAll(" ");
    return PARAGRAPH_BREAK
        .splitAsStream(text.stripTrailing().stripIndent().strip())
        .map(Comments::paragraph)
        .collect(Collectors.joining("\n\n"))
        .replace("\n</pre>\n\n<pre>\n", "\n\n")
        // The first sentence of a Javadoc comment stands without a tag.
        .replaceFirst("^<p>", "");
  }

  private static String paragraph(String text) {
    return VERBATIM_LINE.matcher(text).find()
        ? "<pre>\n" + escape(text) + "\n</pre>"
        : "<p>" + escape(text);
  }

  /** Escapes what has a meaning in HTML, to Javadoc or to the Java compiler. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    int previous = 0;
    for (int c : text.codePoints().toArray()) {
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        default -> {
          boolean special = c == '@' || c == '\\' || (c == '/' && previous == '*');
          if (special || Character.getType(c) == Character.FORMAT) {
            escaped.append("&#").append(c).append(';');
          } else if (c == '\n' || !Character.isISOControl(c)) {
            escaped.appendCodePoint(c);
          }
        }
      }
      previous = c;
    }
    return escaped.toString();
  }
}
