package dev.larder.cli;

import dev.larder.UserException.Problem;
import java.util.List;
import java.util.Map;

/** A command did its work, and what it found makes it fail: its counts are results all the same. */
final class FailedCheck extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;
  private final transient Map<String, ?> counts;

  /**
   * A failure.
   *
   * @param counts of the result file
   */
  FailedCheck(List<Problem> problems, Map<String, ?> counts) {
    super(problems.get(0).toString());
    this.problems = List.copyOf(problems);
    this.counts = counts;
  }

  List<Problem> problems() {
    return problems;
  }

  Map<String, ?> counts() {
    return counts;
  }
}
