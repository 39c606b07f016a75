package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.Secret;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;

/**
 * A PKCS12 or JKS file of authorities to trust.
 *
 * @param path on each machine that connects
 * @param password null for none
 */
public record TrustStore(String path, Secret password) implements Serializable {
  private static final long serialVersionUID = 1L;
  static final String WHERE = "larder.trust_store";

  /**
   * Its certificates.
   *
   * @throws UserException where there are none that can be read
   */
  KeyStore load() {
    char[] secret = password == null ? null : password.read().toCharArray();
    try {
      KeyStore store = KeyStore.getInstance(new File(path), secret);
      if (hasCertificates(store)) {
        return store;
      }
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw unreadable(e);
    }
    throw unreadable(null);
  }

  /** Without the right password a PKCS12 file opens, and is empty. */
  private static boolean hasCertificates(KeyStore store) throws KeyStoreException {
    return store.size() > 0;
  }

  private UserException unreadable(Exception cause) {
    return new UserException(
        WHERE,
        "'"
            + path
            + "' cannot be read as a PKCS12 or JKS file of certificates"
            + (password == null ? "; it may want trust_store_password." : " with its password."),
        cause);
  }
}
