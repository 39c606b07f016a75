package dev.larder.offline;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.DataSource;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Finds the columns of a loaded source by their names in the view: {@code field_mapping} is undone
 * here.
 */
final class SourceColumns {
  private final DataSource source;
  private final Dataset<Row> rows;
  private final String where;

  SourceColumns(DataSource source, Dataset<Row> rows, String where) {
    this.source = source;
    this.rows = rows;
    this.where = where;
  }

  /** A column by its exact name, whatever characters that has. */
  static Column quoted(Dataset<Row> rows, String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * The column.
   *
   * @throws UserException where the source has no such column
   */
  Column column(String name) {
    return quoted(rows, existing(name));
  }

  DataType type(String name) {
    return rows.schema().apply(existing(name)).dataType();
  }

  /** The column as its owner knows it, for errors about what it holds. */
  String described(String name) {
    return "Column '" + source.sourceColumn(name) + "' of data source " + source.name();
  }

  private String existing(String name) {
    String sourceName = source.sourceColumn(name);
    if (!Arrays.asList(rows.columns()).contains(sourceName)) {
      throw new UserException(
          where,
          "Data source "
              + source.name()
              + " has no column '"
              + sourceName
              + "'."
              + DidYouMean.hint(sourceName, Arrays.asList(rows.columns())));
    }
    return sourceName;
  }
}
