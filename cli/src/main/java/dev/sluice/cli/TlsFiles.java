package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Turns the files that the TLS options name into what Java's TLS wants. */
final class TlsFiles {
  private static final char[] NO_PASSWORD = {};

  private TlsFiles() {}

  /**
   * Reads a certificate chain and its private key.
   *
   * @return null if neither file is given
   */
  static KeyManager @Nullable [] keyManagers(@Nullable Path cert, @Nullable Path key) {
    if (cert == null && key == null) {
      return null;
    }
    if (cert == null || key == null) {
      throw new UsageException("--cert and --key go together");
    }
    List<X509Certificate> chain = new Pem("--cert", cert).certificates();
    Pem keyFile = new Pem("--key", key);
    PrivateKey privateKey = keyFile.privateKey(chain.getFirst());
    try {
      if (!belongTogether(chain.getFirst().getPublicKey(), privateKey)) {
        throw keyFile.bad("does not hold the private key of the certificate", null);
      }
      KeyStore store = emptyStore();
      store.setKeyEntry("key", privateKey, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw keyFile.bad("is of no use: " + e.getMessage(), e);
    }
  }

  /** Reads certificates to trust. */
  static TrustManager[] trustManagers(String option, Path file) {
    Pem pem = new Pem(option, file);
    try {
      KeyStore store = emptyStore();
      for (X509Certificate certificate : pem.certificates()) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw pem.bad("is of no use: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (privateKey.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> privateKey.getAlgorithm();
            });
    signature.initSign(privateKey);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    return signature.verify(signed);
  }
}
