package dev.larder;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A mistake that the user can mend: bad input, a missing file, a server that is not there. The
 * command line prints each {@link Problem} as one line, without a stack trace, and exits with 1.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param where the place: a file with line and column, a view, a host; null where the message
   *     says it
   * @param message what is wrong and what was expected, as one line
   */
  public record Problem(String where, String message) implements java.io.Serializable {
    @Override
    public String toString() {
      return where == null ? message : where + ": " + message;
    }
  }

  private final List<Problem> problems;

  public UserException(List<Problem> problems) {
    this(problems, null);
  }

  public UserException(String where, String message) {
    this(List.of(new Problem(where, message)), null);
  }

  /**
   * As {@link #UserException(String, String)}; the cause is for logs, never printed to the user.
   */
  public UserException(String where, String message, Throwable cause) {
    this(List.of(new Problem(where, message)), cause);
  }

  private UserException(List<Problem> problems, Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    this.problems = List.copyOf(problems);
  }

  /** At least one; in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
