package dev.larder.asof;

import java.util.List;

/**
 * How rows of a spine find the row of a table that held at their time.
 *
 * @param table what is looked up
 * @param spineKeys the spine's columns that equal the table's keys, in that order and of those
 *     types
 * @param createdByThen whether a row counts only if it had been created by then; one without
 *     created time never does
 * @param outputs the names of the table's values in the result
 */
public record AsOfMatch(
    AsOfTable table, List<String> spineKeys, boolean createdByThen, List<String> outputs) {
  public AsOfMatch {
    spineKeys = List.copyOf(spineKeys);
    outputs = List.copyOf(outputs);
  }
}
