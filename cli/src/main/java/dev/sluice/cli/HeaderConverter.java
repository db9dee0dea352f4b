package dev.sluice.cli;

import io.grpc.Metadata;
import java.util.Base64;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a header of the form {@code key=value}; the value of a {@code -bin} key is base64. */
final class HeaderConverter implements ITypeConverter<Metadata> {
  @Override
  public Metadata convert(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new TypeConversionException("\"" + text + "\" is no header: write it like key=value");
    }
    String key = text.substring(0, equals);
    String value = text.substring(equals + 1);
    Metadata header = new Metadata();
    try {
      if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        header.put(
            Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(value));
      } else if (value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        header.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
      } else {
        throw new TypeConversionException(
            "\""
                + text
                + "\" is no header: its value is not printable ASCII;"
                + " use a key that ends in -bin, and base64");
      }
      return header;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("\"" + text + "\" is no header: " + e.getMessage());
    }
  }
}
