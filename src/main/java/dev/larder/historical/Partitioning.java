package dev.larder.historical;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.offline.RowCounts;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** The columns whose values become names of folders, from which the same values are read back. */
final class Partitioning {
  private static final String WHERE = "--partition-by";

  private final List<String> texts;
  private final Observation observation = new Observation();

  /**
   * A partitioning.
   *
   * @param schema of the rows to be written
   * @throws UserException where a column is unknown, named twice, or of a type whose values no
   *     folder's name holds exactly, or where no column would be left
   */
  Partitioning(List<String> columns, StructType schema) {
    List<String> known = Arrays.asList(schema.fieldNames());
    for (String column : columns) {
      if (!known.contains(column)) {
        throw new UserException(
            WHERE, "There is no column '" + column + "'." + DidYouMean.hint(column, known));
      }
      DataType type = schema.apply(column).dataType();
      if (!isExact(type)) {
        throw new UserException(
            WHERE,
            "Column '"
                + column
                + "' is "
                + type.catalogString()
                + "; expected texts, whole numbers, booleans, dates or timestamps.");
      }
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new UserException(WHERE, "A column is named twice.");
    }
    if (columns.size() == known.size()) {
      throw new UserException(
          WHERE, "All columns are named; at least one has to stay in the files.");
    }
    this.texts =
        columns.stream().filter(c -> schema.apply(c).dataType() instanceof StringType).toList();
  }

  /** The rows, with their empty texts counted while they are written. */
  Dataset<Row> observed(Dataset<Row> rows) {
    if (texts.isEmpty()) {
      return rows;
    }
    Column[] counts =
        texts.stream()
            .map(name -> functions.count_if(quoted(rows, name).equalTo("")).as(name))
            .toArray(Column[]::new);
    return RowCounts.observe(
        rows, observation, counts[0], Arrays.copyOfRange(counts, 1, counts.length));
  }

  /**
   * Checks what was counted, once the rows are written: a folder's name cannot tell an empty text
   * from null.
   */
  void requireNoEmptyTexts() {
    if (texts.isEmpty()) {
      return;
    }
    Map<String, Long> empty = RowCounts.of(observation);
    for (String name : texts) {
      if (empty.get(name) > 0) {
        throw new UserException(
            WHERE,
            "Column '"
                + name
                + "' is an empty text in "
                + empty.get(name)
                + " rows, which would be read back as null.");
      }
    }
  }

  private static boolean isExact(DataType type) {
    return type instanceof StringType
        || type instanceof IntegralType
        || type instanceof BooleanType
        || type instanceof DateType
        || type instanceof TimestampType;
  }

  private static Column quoted(Dataset<Row> rows, String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }
}
