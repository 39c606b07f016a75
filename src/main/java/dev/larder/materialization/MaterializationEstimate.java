package dev.larder.materialization;

import java.util.List;

/**
 * What a materialization would do, of which nothing was done.
 *
 * @param readSeconds it took to read the rows and to find the newest ones
 * @param seconds that the materialization is expected to take: as much, and the writing at {@code
 *     rowsPerSecond}
 * @param rowsPerSecond that a master is taken to write; less where a rate limit is less
 * @param masters in the order of their slots
 */
public record MaterializationEstimate(
    List<View> featureViews,
    List<Master> masters,
    double readSeconds,
    double seconds,
    long rowsPerSecond) {
  public MaterializationEstimate {
    featureViews = List.copyOf(featureViews);
    masters = List.copyOf(masters);
  }

  /** Whether every master has memory enough. */
  public boolean fits() {
    return masters.stream().allMatch(Master::fits);
  }

  /**
   * A view.
   *
   * @param start in ISO 8601, as {@code end}
   * @param upToDate whether an incremental run would do nothing; then all counts are 0
   * @param rows of the window
   * @param withoutKey of these, rows in which a join key is null; they are left out
   * @param entities newest rows
   * @param sampled of these, those that were looked up in the online store: the next three counts
   *     are estimated from them
   * @param newEntities of which the view has nothing stored
   * @param newer whose row would replace what is stored
   * @param older whose row would be skipped
   * @param bytes keys, names and values that would be written
   */
  public record View(
      String name,
      String start,
      String end,
      boolean upToDate,
      long rows,
      long withoutKey,
      long entities,
      long sampled,
      long newEntities,
      long newer,
      long older,
      long bytes) {}

  /**
   * A master, with what all views would do there: as if none shared its new hashes with another.
   *
   * @param name {@code host:port}
   * @param entities rows sent to it
   * @param bytes keys, names and values that would be written
   * @param memoryBytes that would be added
   * @param usedBytes its memory in use
   * @param freeBytes of its {@code maxmemory}; null for no limit
   * @param fits whether it would hold what is added
   */
  public record Master(
      String name,
      long entities,
      long bytes,
      long memoryBytes,
      long usedBytes,
      Long freeBytes,
      boolean fits) {}
}
