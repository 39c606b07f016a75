package dev.larder.asof;

import java.util.List;

/**
 * Rows that a query would move between machines.
 *
 * @param broadcast whether all of them go to every machine, and not each to one
 * @param inputs what the rows are made of: paths, or Spark's words for what is no file
 * @param partitions how many there would be afterwards, before adaptive execution joins small ones
 * @param estimatedBytes Spark's estimate, from the sizes of files and the types of columns: no
 *     filter lessens it; null where Spark has none
 */
public record PlannedExchange(
    boolean broadcast, List<String> inputs, int partitions, Long estimatedBytes) {
  public PlannedExchange {
    inputs = List.copyOf(inputs);
  }
}
