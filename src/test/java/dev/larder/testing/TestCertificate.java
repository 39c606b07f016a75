package dev.larder.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for the name localhost alone, which is its own authority, as files.
 *
 * @param pem the certificate
 * @param key its private key, as PEM
 * @param keyStore both in a PKCS12 file
 * @param trustStore the certificate in a PKCS12 file
 * @param password of the PKCS12 files
 */
public record TestCertificate(Path pem, Path key, Path keyStore, Path trustStore, String password) {
  private static final String PASSWORD = "changeit-p12";
  private static final String ALIAS = "redis";

  /** Makes one by the JDK's keytool. */
  public static TestCertificate makeIn(Path directory) throws Exception {
    Path store = directory.resolve("keys.p12");
    FinishedProcess keytool =
        FinishedProcess.of(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-ext",
                "bc:c",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD),
            builder -> {});
    if (keytool.exitCode() != 0) {
      throw new AssertionError(keytool.out() + keytool.err());
    }
    char[] password = PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    Path trustStore = directory.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trusted.store(out, password);
    }
    return new TestCertificate(
        pem(directory.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
        pem(directory.resolve("key.pem"), "PRIVATE KEY", keys.getKey(ALIAS, password).getEncoded()),
        store,
        trustStore,
        PASSWORD);
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }
}
