package dev.larder.feature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.larder.UserException;
import dev.larder.storage.SecretsManager;
import dev.larder.storage.StoredFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A password or the like, or where it is kept. One that is kept elsewhere travels between processes
 * as that place, and is read by the process that needs it.
 *
 * @param setting what the user calls it, for messages
 * @param kind how the text is meant
 * @param text the place; of {@link Kind#TEXT} the secret itself
 */
public record Secret(String setting, Kind kind, String text) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where a secret is kept. */
  public enum Kind {
    /** Nowhere else: the text is the secret. */
    TEXT,
    /** {@code env:NAME}: an environment variable. */
    ENV,
    /** {@code file:PATH}: a file, without the white space at its end. */
    FILE,
    /**
     * {@code secretsmanager:NAME}, or an ARN in place of the name, and {@code #KEY} behind it for
     * one value of a JSON object: AWS Secrets Manager.
     */
    SECRETSMANAGER;

    private String prefix() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }
  }

  /** A secret that is known already. */
  public static Secret of(String setting, String secret) {
    return new Secret(setting, Kind.TEXT, secret);
  }

  /**
   * What a setting refers to.
   *
   * @throws UserException for anything but a reference, whose text may be the secret itself and is
   *     not shown
   */
  public static Secret parse(String setting, String reference) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != Kind.TEXT && reference.startsWith(kind.prefix()))
        .map(kind -> new Secret(setting, kind, reference.substring(kind.prefix().length())))
        .filter(secret -> !secret.text.isBlank())
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    setting,
                    "Expected where the secret is kept, not the secret: env:NAME, file:PATH or"
                        + " secretsmanager:NAME#KEY."));
  }

  /**
   * The secret as it is now.
   *
   * @throws UserException where it cannot be read, or is empty
   */
  public String read() {
    String secret =
        switch (kind) {
          case TEXT -> text;
          case ENV -> environment();
          case FILE -> file();
          case SECRETSMANAGER -> stored();
        };
    if (secret.isEmpty()) {
      throw new UserException(setting, "What stands in " + this + " is empty.");
    }
    return secret;
  }

  private String environment() {
    return Optional.ofNullable(System.getenv(text))
        .orElseThrow(
            () ->
                new UserException(
                    setting, "The environment variable '" + text + "' is not set here."));
  }

  private String file() {
    return StoredFile.of(text)
        .read()
        .map(content -> new String(content.bytes(), StandardCharsets.UTF_8).stripTrailing())
        .orElseThrow(() -> new UserException(setting, "There is no file '" + text + "' here."));
  }

  private String stored() {
    int hash = text.indexOf('#');
    if (hash < 0) {
      return SecretsManager.read(setting, text);
    }
    String key = text.substring(hash + 1);
    try {
      JsonNode json = JSON.readTree(SecretsManager.read(setting, text.substring(0, hash)));
      if (json.path(key).isValueNode()) {
        return json.path(key).asText();
      }
    } catch (JsonProcessingException e) {
      // Falls through to the same message as JSON without the key; the parser's shows the text.
    }
    throw new UserException(
        setting, "The secret in " + this + " is no JSON object with a value '" + key + "'.");
  }

  /** The place; never the secret. */
  @Override
  public String toString() {
    return kind == Kind.TEXT ? "***" : kind.prefix() + text;
  }
}
