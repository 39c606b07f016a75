package dev.larder.offline;

import dev.larder.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;

/** Turns what Spark says of a user's table, file or query into one line. */
public final class SparkErrors {
  /** How Spark's errors start where a task could not read a file: its path, then what it says. */
  private static final List<Pattern> FILE_ERRORS =
      List.of(
          Pattern.compile("(?:\\[\\S+] )?Could not read footer for file: (\\S+?)\\.?(?:\\s|$)"),
          Pattern.compile("Encountered error while reading file (\\S+?)\\.? Details:"),
          Pattern.compile("Parquet column cannot be converted in file (\\S+?)\\. (Column: .*)"),
          Pattern.compile("File (\\S+) does not exist"));

  private static final Pattern S3_PATH = Pattern.compile("s3[an]?://[^\\s:'`]+");
  private static final String MALFORMED_CSV = "[MALFORMED_CSV_RECORD]";
  private static final String LOST_ROWS = "Checkpoint block rdd_";

  private SparkErrors() {}

  /**
   * Runs what names tables, files or SQL of the user.
   *
   * @param where the place that the error names
   * @throws UserException with the first line of Spark's message, for an error of Spark's analysis,
   *     and for what {@link #userError} knows
   */
  public static <T> T translate(String where, Supplier<T> action) {
    try {
      return action.get();
    } catch (Exception e) {
      throw translated(where, e);
    }
  }

  /** What to throw instead of a failure: a mistake of the user as such, all else as it is. */
  public static RuntimeException translated(String where, Exception failure) {
    UserException mistake = userError(where, failure);
    if (mistake != null) {
      return mistake;
    }
    // Spark throws its checked exceptions without declaring them.
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  /**
   * The mistake of the user that a failed job reports, if it is one: Larder's own exception out of
   * a task, a value that a column could not hold, a file that cannot be read or written, rows that
   * went with an executor, what Redshift says, or a name that Spark cannot resolve. Null for
   * another failure.
   */
  public static UserException userError(String where, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) {
        return user;
      }
      if (cause instanceof SQLException redshift) {
        return RedshiftErrors.ofTask(where, redshift);
      }
      UserException mistake = mistake(where, cause, String.valueOf(cause.getMessage()));
      if (mistake != null) {
        return mistake;
      }
    }
    Optional<String> s3 = S3AErrors.reason(failure);
    if (s3.isPresent()) {
      Matcher path = S3_PATH.matcher(String.valueOf(failure.getMessage()));
      String what = path.find() ? "'" + path.group() + "'" : "A file";
      return new UserException(where, what + " cannot be read: " + s3.get() + ".", failure);
    }
    Throwable root = root(failure);
    // A disk that is full, a server that is gone. What cannot be serialized is Larder's own defect.
    return root instanceof IOException && !(root instanceof ObjectStreamException)
        ? new UserException(where, firstLine(root), failure)
        : null;
  }

  /** Why files could not be read or written, in one line without its full stop. */
  public static String reason(Exception e) {
    return S3AErrors.reason(e).orElseGet(() -> String.valueOf(e.getMessage()));
  }

  private static UserException mistake(String where, Throwable cause, String message) {
    int marked = message.indexOf(Coercion.ERROR_MARK);
    if (marked >= 0) {
      String[] parts =
          message
              .substring(marked + Coercion.ERROR_MARK.length())
              .lines()
              .findFirst()
              .orElse("")
              .split(": ", 2);
      return parts.length == 2
          ? new UserException(parts[0], parts[1], cause)
          : new UserException(where, parts[0], cause);
    }
    if (message.startsWith(MALFORMED_CSV)) {
      return new UserException(
          null,
          "A row of a CSV file has more or fewer values than the header has names, or one that is"
              + " not of its column's type.",
          cause);
    }
    if (message.contains(LOST_ROWS)) {
      return new UserException(
          where,
          "Rows that had been computed were lost with an executor; run the command again.",
          cause);
    }
    for (Pattern pattern : FILE_ERRORS) {
      Matcher matcher = pattern.matcher(message);
      if (matcher.lookingAt()) {
        return new UserException(matcher.group(1), fileError(matcher, cause), cause);
      }
    }
    return cause instanceof AnalysisException
        ? new UserException(where, firstLine(cause), cause)
        : null;
  }

  private static String fileError(Matcher matcher, Throwable cause) {
    if (matcher.groupCount() > 1) {
      return "A column has another type here than in the other files. " + matcher.group(2);
    }
    Throwable root = root(cause);
    return root instanceof FileNotFoundException
        ? "The file vanished while it was read."
        : "The file cannot be read: " + firstLine(root);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** The first line that says something, without the name that Spark gives the kind of error. */
  private static String firstLine(Throwable e) {
    String line =
        String.valueOf(e.getMessage())
            .lines()
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse(e.getClass().getSimpleName())
            .replaceFirst("^\\[[A-Z0-9_.]+] ", "");
    return line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
  }
}
