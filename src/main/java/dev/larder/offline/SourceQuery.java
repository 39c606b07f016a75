package dev.larder.offline;

import java.util.List;

/**
 * What is asked of a source. A store may leave out what is not asked for, to read less; what it
 * cannot leave out comes along.
 *
 * @param columns by their names in the source; empty for all
 * @param range event times
 * @param newestOf columns that make up a key, by their names in the source: of each key only the
 *     newest rows are asked for, all of them where several are equally new; null for all rows
 */
public record SourceQuery(List<String> columns, TimeRange range, List<String> newestOf) {
  /** All that there is. */
  public static final SourceQuery ALL = new SourceQuery(List.of(), TimeRange.ALL, null);

  public SourceQuery {
    columns = List.copyOf(columns);
    newestOf = newestOf == null ? null : List.copyOf(newestOf);
  }

  /** All columns of a time. */
  public static SourceQuery within(TimeRange range) {
    return new SourceQuery(List.of(), range, null);
  }
}
