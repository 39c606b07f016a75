package dev.larder.standins.redshift;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who may log in. */
public final class Users {
  private final Map<String, String> passwords = new ConcurrentHashMap<>();

  /** Lets a user in. */
  public void add(String user, String password) {
    passwords.put(user, password);
  }

  /** Makes a password for a user who logged in by IAM, known under the name {@code IAM:user}. */
  String temporaryPassword(String user) {
    return passwords.computeIfAbsent("IAM:" + user, name -> UUID.randomUUID().toString());
  }

  /** Whether a salted digest, as the protocol has it, is that of the user's password. */
  boolean admits(String user, byte[] salt, String digest) {
    String password = passwords.get(user);
    return password != null && digest.equals("md5" + md5(md5(password + user), salt));
  }

  private static String md5(String text, byte... salt) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(md5.digest(salt));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
