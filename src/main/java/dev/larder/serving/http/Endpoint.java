package dev.larder.serving.http;

import dev.larder.UserException;

/** What answers the requests of one path. Used by many threads. */
@FunctionalInterface
interface Endpoint {
  /**
   * The answer.
   *
   * @throws UserException where the request is wrong
   * @throws HttpException where it cannot be answered for another reason
   */
  Response handle(Request request);
}
