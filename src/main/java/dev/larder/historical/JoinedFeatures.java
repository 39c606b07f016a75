package dev.larder.historical;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Entity rows with their features, planned but not yet computed.
 *
 * @param rows under names of their own
 * @param columns what of the rows the training set holds, under its names
 * @param matches what became of each projection, in their order
 */
record JoinedFeatures(Dataset<Row> rows, List<Column> columns, List<Match> matches) {
  private static final String VALUE = "value_";
  private static final String FOUND = "found_";
  private static final String IN_TIME = "in_time_";

  /**
   * Tells of each row what became of one projection.
   *
   * @param found whether its view had a row at that time, of whatever age
   * @param inTime whether the newest such row was not older than the ttl
   */
  record Match(Column found, Column inTime) {}

  /**
   * What the computation counted of one projection.
   *
   * @param matched rows that got its features
   * @param expired rows whose newest feature row was older than the ttl
   * @param missing rows for which there was no feature row
   */
  record Matches(long matched, long expired, long missing) {}

  /** What the computation counted, the projections in their order. */
  record Counts(long rows, List<Matches> matches, String contentHash) {}

  /** A tally for {@link #tallied}. */
  RowTally tally() {
    return new RowTally(columns.size(), 2 * matches.size());
  }

  /** The training set, tallied while it is written. */
  Dataset<Row> tallied(RowTally tally) {
    // Computed once, under names of their own, for the tally and for the output.
    List<Column> computed = new ArrayList<>();
    List<Column> content = new ArrayList<>();
    List<Column> output = new ArrayList<>();
    StructType schema = schema();
    for (int i = 0; i < columns.size(); i++) {
      computed.add(columns.get(i).as(VALUE + i));
      content.add(functions.col(VALUE + i));
      output.add(functions.col(VALUE + i).as(schema.fieldNames()[i]));
    }
    List<Column> flags = new ArrayList<>();
    for (int p = 0; p < matches.size(); p++) {
      computed.add(matches.get(p).found().as(FOUND + p));
      computed.add(matches.get(p).inTime().as(IN_TIME + p));
      flags.add(functions.col(FOUND + p));
      flags.add(functions.col(IN_TIME + p));
    }
    return tally
        .tallied(rows.select(computed.toArray(Column[]::new)), content, schema, flags)
        .select(output.toArray(Column[]::new));
  }

  /** The counts, once the training set has been written. */
  Counts counts(RowTally tally) {
    List<Matches> counted = new ArrayList<>();
    for (int p = 0; p < matches.size(); p++) {
      long found = tally.flagged(2 * p);
      long matched = tally.flagged(2 * p + 1);
      counted.add(new Matches(matched, found - matched, tally.value() - found));
    }
    return new Counts(tally.value(), counted, tally.contentHash(schema()));
  }

  private StructType schema() {
    return rows.select(columns.toArray(Column[]::new)).schema();
  }
}
