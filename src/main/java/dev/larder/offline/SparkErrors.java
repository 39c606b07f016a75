package dev.larder.offline;

import dev.larder.UserException;
import java.util.Locale;
import java.util.function.Supplier;

/** Turns what Spark says of a user's table or query into one line. */
public final class SparkErrors {
  private SparkErrors() {}

  /**
   * Runs what names tables, files or SQL of the user.
   *
   * @param where the place that the error names
   * @throws UserException with the first line of Spark's message, for an error of Spark's analysis
   */
  public static <T> T translate(String where, Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Spark throws its AnalysisException, a checked one, without declaring it.
      throw new UserException(where, firstLine(e), e);
    }
  }

  /**
   * The mistake of the user that a failed job reports, if it is one: Larder's own exception out of
   * a task, or a value that a column could not hold.
   */
  public static UserException userError(String where, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException user) {
        return user;
      }
      String message = String.valueOf(cause.getMessage());
      int marked = message.indexOf(Coercion.ERROR_MARK);
      if (marked >= 0) {
        return new UserException(
            where,
            message
                .substring(marked + Coercion.ERROR_MARK.length())
                .lines()
                .findFirst()
                .orElse(""));
      }
    }
    return null;
  }

  private static String firstLine(Exception e) {
    String line =
        String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
    return line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
  }
}
