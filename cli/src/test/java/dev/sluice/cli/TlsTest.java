package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
  @TempDir private static Path directory;

  private static String ca;
  private static PemPair server;
  private static PemPair client;
  private static PemPair stranger;
  private static PemPair otherHost;

  /** The paths of a certificate and its key. */
  private record PemPair(String cert, String key) {
    static PemPair write(String name, X509Bundle bundle) throws IOException {
      return new PemPair(
          write(name + ".pem", bundle.getCertificatePathPEM()),
          write(name + ".key", bundle.getPrivateKeyPEM()));
    }

    private static String write(String name, String pem) throws IOException {
      return Files.writeString(directory.resolve(name), pem).toString();
    }
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    X509Bundle root = authority("CN=test authority");
    ca = PemPair.write("ca.pem", root.getCertificatePEM());
    server = PemPair.write("server", leaf("localhost", Algorithm.ecp256).buildIssuedBy(root));
    client = PemPair.write("client", leaf("client.test", Algorithm.rsa2048).buildIssuedBy(root));
    otherHost = PemPair.write("other", leaf("other.test", Algorithm.ecp256).buildIssuedBy(root));
    stranger =
        PemPair.write(
            "stranger",
            leaf("client.test", Algorithm.ecp256).buildIssuedBy(authority("CN=another authority")));
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .subject(name)
        .algorithm(Algorithm.ecp256)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static CertificateBuilder leaf(String host, Algorithm algorithm) {
    return new CertificateBuilder().subject("CN=" + host).algorithm(algorithm).addSanDnsName(host);
  }

  @Test
  void callsAreMadeOverTls() {
    try (Serving serving = Serving.start("--cert", server.cert, "--key", server.key)) {
      assertThat(Run.of("sum", "--target", serving.target(), "--ca", ca).undated())
          .containsExactly("sum: 45");
      assertThat(Run.of("pow", "--target", serving.target(), "--tls", "--ca", ca).exitCode())
          .isZero();
      assertThat(Run.of("sqrt", "4", "--target", serving.target(), "--ca", ca).out())
          .containsExactly("Recv Data:2 ", "Server Closed");
    }
  }

  @Test
  void certificateOfAnUnknownAuthorityIsRefused() {
    try (Serving serving = Serving.start("--cert", server.cert, "--key", server.key)) {
      assertFails(
          "no TLS with "
              + serving.target()
              + ": its certificate is signed by nobody we trust; name the CA with --ca",
          "sum",
          "--target",
          serving.target(),
          "--tls");
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() {
    try (Serving serving = Serving.start("--cert", otherHost.cert, "--key", otherHost.key)) {
      assertFails(
          "no TLS with "
              + serving.target()
              + ": No subject alternative DNS name matching localhost found.",
          "pow",
          "--target",
          serving.target(),
          "--ca",
          ca);
    }
  }

  @Test
  void plainClientIsToldOfTls() {
    try (Serving serving = Serving.start("--cert", server.cert, "--key", server.key)) {
      Run run = Run.of("pow", "--target", serving.target());

      assertThat(run.err())
          .startsWith("sluice: no gRPC with " + serving.target())
          .endsWith("; if it speaks TLS, use --tls")
          .doesNotContain("\n");
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void tlsClientIsToldOfAPlainServer() {
    try (Serving serving = Serving.start()) {
      assertFails(
          "no TLS with "
              + serving.target()
              + ": it does not speak TLS; leave out --tls, --ca, --cert and --key",
          "sqrt",
          "--target",
          serving.target(),
          "--ca",
          ca);
    }
  }

  @Test
  void mutualTlsAdmitsClientsWithACertificate() {
    try (Serving serving = mutual()) {
      Run run =
          Run.of(
              "sum",
              "--target",
              serving.target(),
              "--ca",
              ca,
              "--cert",
              client.cert,
              "--key",
              client.key);

      assertThat(run.undated()).containsExactly("sum: 45");
    }
  }

  @Test
  void mutualTlsRefusesOtherClients() {
    try (Serving serving = mutual()) {
      String message =
          "no TLS with "
              + serving.target()
              + ": it demands a certificate that it trusts; give one with --cert and --key";

      assertFails(message, "sum", "--target", serving.target(), "--ca", ca);
      assertFails(message, "sqrt", "--target", serving.target(), "--ca", ca);
      assertFails(
          message,
          "pow",
          "--target",
          serving.target(),
          "--ca",
          ca,
          "--cert",
          stranger.cert,
          "--key",
          stranger.key);
      assertThat(serving.run().out()).hasSize(1);
    }
  }

  private static Serving mutual() {
    return Serving.start("--cert", server.cert, "--key", server.key, "--client-ca", ca);
  }

  private static void assertFails(String message, String... command) {
    Run run = Run.of(command);
    assertThat(run.err()).isEqualTo("sluice: " + message);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void filesThatAreNoGoodAreNamed() throws Exception {
    String text = PemPair.write("text.pem", "hello\n");
    String broken =
        PemPair.write(
            "broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    String pkcs1 =
        PemPair.write(
            "pkcs1.key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    String noKey =
        PemPair.write("no.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    assertRefused("--ca: " + text + " holds no certificate in PEM", "sum", "--ca", text);
    assertRefused("--ca: " + broken + " holds no certificate in PEM", "sum", "--ca", broken);
    assertRefused(
        "--ca: " + directory + " cannot be read: Is a directory",
        "sum",
        "--ca",
        directory.toString());
    assertRefused(
        "--key: "
            + pkcs1
            + " holds no private key in PEM (PKCS#8, not encrypted);"
            + " openssl pkcs8 -topk8 -nocrypt makes one of other formats",
        "serve",
        "--cert",
        server.cert,
        "--key",
        pkcs1);
    assertRefused(
        "--key: " + noKey + " does not hold the private key of the certificate",
        "serve",
        "--cert",
        server.cert,
        "--key",
        noKey);
    assertRefused(
        "--key: " + stranger.key + " does not hold the private key of the certificate",
        "serve",
        "--cert",
        server.cert,
        "--key",
        stranger.key);
    assertRefused(
        "--key: " + client.key + " does not hold the private key of the certificate",
        "pow",
        "--cert",
        server.cert,
        "--key",
        client.key);
    assertRefused(
        "--client-ca: " + directory.resolve("none") + " is not there",
        "serve",
        "--cert",
        server.cert,
        "--key",
        server.key,
        "--client-ca",
        directory.resolve("none").toString());
  }

  private static void assertRefused(String message, String... command) {
    Run run = Run.of(command);
    assertThat(run.err()).isEqualTo("sluice: " + message);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
