package dev.larder.serving.http;

import dev.larder.UserException;
import dev.larder.feature.Secret;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The key and the certificate of a server with TLS. */
final class ServerKey {
  private static final String WHERE = "larder.serve_key_store";

  private ServerKey() {}

  /**
   * What a server needs for TLS.
   *
   * @param password of the file and of the key; null for none
   * @throws UserException where there is no key that can be read
   */
  static SSLContext context(String path, Secret password) {
    char[] secret = password == null ? new char[0] : password.read().toCharArray();
    try {
      KeyStore store = KeyStore.getInstance(new File(path), secret);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, secret);
      if (store.size() == 0) {
        throw new UserException(WHERE, "'" + path + "' holds no key.");
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new UserException(
          WHERE,
          "'"
              + path
              + "' cannot be read as a PKCS12 or JKS file with a key; see"
              + " serve_key_store_password.",
          e);
    }
  }
}
