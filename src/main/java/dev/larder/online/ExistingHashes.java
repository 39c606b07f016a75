package dev.larder.online;

import java.util.List;

/**
 * A way to write rows to keys that may exist. Each row is written or skipped, and the outcomes hear
 * of it; one that could not be done stays pending.
 */
interface ExistingHashes {
  /**
   * Writes rows at one server.
   *
   * @param rows in the order of their slots
   * @throws ForbiddenException where the user may not do it this way
   */
  void write(NodeRows at, List<Integer> rows) throws ForbiddenException;
}
