package dev.larder.online;

import dev.larder.UserException;
import dev.larder.UserException.Problem;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What a server's error replies and lost connections mean, in words for the user. */
final class RedisErrors {
  /** Replies that pass by themselves: elections, failovers, migrations, restarts, long scripts. */
  private static final Set<String> PASSING =
      Set.of(
          "CLUSTERDOWN",
          "TRYAGAIN",
          "LOADING",
          "READONLY",
          "NOREPLICAS",
          "MASTERDOWN",
          "UNBLOCKED",
          "BUSY");

  private RedisErrors() {}

  /** Whether the same command may succeed a little later, perhaps on another node. */
  static boolean isPassing(JedisDataException error) {
    return PASSING.contains(code(error));
  }

  /** Why a server cannot do it now. A cluster is down as a whole when one slot is not served. */
  static Problem passing(RedisNode node, int slot, JedisDataException error, Topology topology) {
    if (isSlotNotServed(error)) {
      return unserved(slot);
    }
    OptionalInt other = topology.unserved();
    return isClusterDown(error) && other.isPresent()
        ? unserved(other.getAsInt())
        : problem(node, error);
  }

  /** Whether a user may not run a command. */
  static boolean forbids(JedisDataException error, String... commands) {
    String text = text(error).toLowerCase(Locale.ROOT);
    return code(error).equals("NOPERM")
        && Stream.of(commands).anyMatch(command -> text.contains("'" + command));
  }

  /** Whether a server cannot or must not take finished hashes. */
  static boolean refusesRestore(JedisDataException error) {
    String text = text(error);
    return forbids(error, "restore")
        || text.contains("unknown command")
        || text.contains("DUMP payload version or checksum are wrong")
        || text.contains("Bad data format");
  }

  /** Whether the server is no master any more. */
  static boolean isReplica(JedisDataException error) {
    return text(error).contains("WAIT cannot be used with replica");
  }

  /** Whether the slots are not all served, so that no master works. */
  private static boolean isClusterDown(JedisDataException error) {
    return code(error).equals("CLUSTERDOWN");
  }

  /** Whether it is the command's own slot that is not served. */
  private static boolean isSlotNotServed(JedisDataException error) {
    return isClusterDown(error) && text(error).contains("Hash slot not served");
  }

  /** The first word of an error. */
  static String code(JedisDataException error) {
    return text(error).split(" ", 2)[0];
  }

  /** The reply, without the arguments that Redis repeats of a command it does not know. */
  private static String text(JedisDataException error) {
    return String.valueOf(error.getMessage()).replaceFirst(",? with args beginning with.*", "");
  }

  /** An error that no retry mends, with what to do about it. */
  static UserException fatal(RedisNode node, JedisDataException error) {
    Problem problem = problem(node, error);
    return new UserException(problem.where(), problem.message(), error);
  }

  static Problem problem(RedisNode node, JedisDataException error) {
    String advice =
        switch (code(error)) {
          case "OOM" -> "Its memory is full: raise maxmemory or add masters, then run this again.";
          case "WRONGTYPE" ->
              "A key of the feature store holds something else: another program writes to it.";
          case "NOPERM" -> "Let an administrator give the Redis user this permission.";
          case "WRONGPASS", "NOAUTH" ->
              "Check username and password in "
                  + ConnectionString.WHERE
                  + ", or the settings larder.redis_* in their place.";
          case "MISCONF" -> "It cannot save to its disk and refuses writes: see its log.";
          case "MOVED" -> "It belongs to a cluster: set redis_type to redis_cluster.";
          default -> advice(text(error));
        };
    return new Problem("Redis " + node, (sentence(text(error)) + " " + advice).strip());
  }

  private static String advice(String error) {
    if (error.contains("cluster support disabled")) {
      return "It belongs to no cluster: set redis_type to redis.";
    } else if (error.contains("AUTH")) {
      return "It wants no password: check it in " + ConnectionString.WHERE + ".";
    }
    return error.contains("'SENTINEL'") ? "It is no sentinel: set redis_type to redis." : "";
  }

  static Problem problem(RedisNode node, JedisConnectionException error) {
    Throwable cause = error;
    while (cause.getCause() != null && !(cause instanceof SSLException)) {
      cause = cause.getCause();
    }
    Throwable suppressed = cause.getSuppressed().length > 0 ? cause.getSuppressed()[0] : cause;
    return new Problem("Redis " + node, reason(suppressed));
  }

  static Problem unserved(int slot) {
    return new Problem(
        "Redis cluster",
        "No master serves slot " + slot + ": see CLUSTER INFO, and repair the cluster.");
  }

  private static String reason(Throwable cause) {
    if (cause instanceof SocketTimeoutException) {
      return "No answer in time.";
    }
    if (cause instanceof ConnectException) {
      return "Nobody listens there (" + cause.getMessage() + "): is Redis running?";
    }
    if (cause instanceof UnknownHostException) {
      return "There is no host of that name.";
    }
    if (cause instanceof SSLException) {
      return "No TLS connection ("
          + cause.getMessage()
          + "): see ssl and its options in "
          + ConnectionString.WHERE
          + ".";
    }
    return cause instanceof EOFException || cause.getMessage() == null
        ? "The connection was closed."
        : "The connection was lost (" + cause.getMessage() + ").";
  }

  private static String sentence(String text) {
    return text.matches("(?s).*[.?!]") ? text : text + ".";
  }
}
