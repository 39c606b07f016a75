package dev.larder.cli.demo;

import dev.larder.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for the name localhost alone, which is its own authority, as files.
 *
 * @param pem the certificate
 * @param key its private key, as PEM
 * @param keyStore both in a PKCS12 file
 * @param trustStore the certificate in a PKCS12 file
 * @param password of the PKCS12 files
 */
public record LocalCertificate(
    Path pem, Path key, Path keyStore, Path trustStore, String password) {
  private static final String PASSWORD = "changeit-p12";
  private static final String ALIAS = "localhost";

  /**
   * Makes one by the JDK's keytool.
   *
   * @throws UserException where that does not work
   */
  public static LocalCertificate makeIn(Path directory) {
    try {
      Path store = directory.resolve("keys.p12");
      generate(store);
      char[] password = PASSWORD.toCharArray();
      KeyStore keys = KeyStore.getInstance(store.toFile(), password);
      byte[] certificate = keys.getCertificate(ALIAS).getEncoded();
      return new LocalCertificate(
          pem(directory.resolve("cert.pem"), "CERTIFICATE", certificate),
          pem(
              directory.resolve("key.pem"),
              "PRIVATE KEY",
              keys.getKey(ALIAS, password).getEncoded()),
          store,
          trusting(keys, directory.resolve("trust.p12")),
          PASSWORD);
    } catch (IOException | GeneralSecurityException e) {
      throw new UserException("keytool", "There can be no certificate: " + e.getMessage(), e);
    }
  }

  private static void generate(Path store) throws IOException {
    Process keytool =
        new ProcessBuilder(
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
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.onExit().join().exitValue() != 0) {
      throw new IOException(output.strip());
    }
  }

  private static Path trusting(KeyStore keys, Path file)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }
}
