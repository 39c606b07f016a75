package dev.larder.online;

import dev.larder.feature.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A log-in by password.
 *
 * @param user null for Redis' default user
 * @param password null for none: no log-in
 */
public record PasswordLogin(Secret user, Secret password) implements RedisLogin {
  private static final long serialVersionUID = 1L;

  /** Without any. */
  public static final PasswordLogin NONE = new PasswordLogin(null, null);

  @Override
  public List<String> words(Instant now) {
    if (password == null) {
      return List.of();
    }
    return user == null ? List.of(password.read()) : List.of(user.read(), password.read());
  }

  @Override
  public Duration longestConnection() {
    return ChronoUnit.FOREVER.getDuration();
  }

  @Override
  public boolean allowsTransactions() {
    return true;
  }
}
