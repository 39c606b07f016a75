package dev.larder.online;

import dev.larder.UserException;
import dev.larder.UserException.Problem;

/** No server could say where the masters are. */
final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final boolean answered;

  /**
   * No topology.
   *
   * @param answered whether some server answered, so that waiting may help
   */
  UnavailableException(Problem problem, boolean answered) {
    super(problem.toString());
    this.problem = problem;
    this.answered = answered;
  }

  Problem problem() {
    return problem;
  }

  boolean answered() {
    return answered;
  }

  UserException forUser() {
    return new UserException(problem.where(), problem.message(), this);
  }
}
