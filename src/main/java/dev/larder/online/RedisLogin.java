package dev.larder.online;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How a client logs in to each server that it connects to. */
public sealed interface RedisLogin extends Serializable permits PasswordLogin, ElastiCacheIamLogin {
  /**
   * The words of AUTH; empty for no log-in.
   *
   * @throws dev.larder.UserException where a secret or credentials cannot be read
   */
  List<String> words(Instant now);

  /** How long a connection may be used; servers with this kind of log-in then end it. */
  Duration longestConnection();

  /** Whether users of this kind may run MULTI. */
  boolean allowsTransactions();
}
