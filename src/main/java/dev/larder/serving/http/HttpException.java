package dev.larder.serving.http;

import dev.larder.UserException.Problem;
import java.util.List;

/** A request that is not answered as it was meant to be. */
final class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int UNDECIDED = 422;
  static final int DEFECT = 500;
  static final int UNAVAILABLE = 503;

  private final int status;
  private final List<Problem> problems;

  HttpException(int status, String message) {
    this(status, List.of(new Problem(null, message)));
  }

  HttpException(int status, List<Problem> problems) {
    super(problems.toString());
    this.status = status;
    this.problems = List.copyOf(problems);
  }

  Response response() {
    return Response.error(status, problems);
  }
}
