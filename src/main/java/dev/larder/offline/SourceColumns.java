package dev.larder.offline;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.DataSource;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the columns of a source by their names in the view: {@code field_mapping} is undone here.
 */
final class SourceColumns {
  private final DataSource source;
  private final StructType schema;
  private final String where;

  SourceColumns(DataSource source, StructType schema, String where) {
    this.source = source;
    this.schema = schema;
    this.where = where;
  }

  /** A column by its exact name, whatever characters that has. */
  static Column quoted(Dataset<Row> rows, String name) {
    return rows.col(quoted(name));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * The column.
   *
   * @throws UserException where the source has no such column
   */
  Column column(String name) {
    return functions.col(quoted(existing(name)));
  }

  DataType type(String name) {
    return schema.apply(existing(name)).dataType();
  }

  /** The column as its owner knows it, for errors about what it holds. */
  String described(String name) {
    return "Column '" + source.sourceColumn(name) + "' of data source " + source.name();
  }

  /**
   * The name that a column has in the source.
   *
   * @throws UserException where the source has no such column
   */
  String existing(String name) {
    String sourceName = source.sourceColumn(name);
    List<String> names = List.of(schema.fieldNames());
    if (!names.contains(sourceName)) {
      throw new UserException(
          where,
          "Data source "
              + source.name()
              + " has no column '"
              + sourceName
              + "'."
              + DidYouMean.hint(sourceName, names));
    }
    return sourceName;
  }
}
