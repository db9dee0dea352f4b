package dev.sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads PEM files.
 *
 * @param option the option that named the file, for messages
 * @param path the file
 */
record Pem(String option, Path path) {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]++)-----END PRIVATE KEY-----");

  /** Reads certificates, at least one. */
  List<X509Certificate> certificates() {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read()))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw bad("holds no certificate", null);
      }
      return certificates;
    } catch (CertificateException e) {
      throw bad("holds no certificate in PEM", e);
    }
  }

  /** Reads the private key of a certificate. */
  PrivateKey privateKey(X509Certificate certificate) {
    Matcher matcher = PRIVATE_KEY.matcher(new String(read(), StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw bad(
          "holds no private key in PEM (PKCS#8, not encrypted);"
              + " openssl pkcs8 -topk8 -nocrypt makes one of other formats",
          null);
    }
    try {
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw bad("does not hold the private key of the certificate", e);
    }
  }

  private byte[] read() {
    try {
      if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
        throw bad("has more than " + MAX_BYTES + " bytes", null);
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw bad("is not there", e);
    } catch (IOException e) {
      throw bad("cannot be read: " + e.getMessage(), e);
    }
  }

  UsageException bad(String what, @Nullable Exception cause) {
    String message = option + ": " + path + " " + what;
    return cause == null ? new UsageException(message) : new UsageException(message, cause);
  }
}
