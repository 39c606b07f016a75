package dev.larder.offline;

import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.SparkLocation;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;

/**
 * Leaves out the date partitions of a source that hold none of the event times asked for, so that
 * Spark does not even open their files. As in Feast, the partition column holds the date of the
 * event time, in UTC.
 */
final class DatePartitions {
  private static final String DEFAULT_FORMAT = "%Y-%m-%d";
  private static final Pattern DIRECTIVE = Pattern.compile("%(.)|[A-Za-z]+|'");

  /** Python's directives, as Spark writes them. */
  private static final Map<String, String> DIRECTIVES =
      Map.of("Y", "yyyy", "m", "MM", "d", "dd", "H", "HH", "M", "mm", "S", "ss", "j", "DDD");

  private DatePartitions() {}

  /** The source, of which the partitions that can matter are read. */
  static SourceTable pruned(SourceTable table, DataSource source) {
    if (source.datePartitionColumn().isEmpty()) {
      return table;
    }
    return new SourceTable() {
      @Override
      public StructType schema() {
        return table.schema();
      }

      @Override
      public Dataset<Row> rows(SourceQuery query) {
        return prune(table.rows(query), source, query.range());
      }
    };
  }

  /**
   * The rows of the partitions that can matter; also those whose partition is null or no date.
   *
   * @throws UserException where the source has no such column, or its format is not understood
   */
  private static Dataset<Row> prune(Dataset<Row> rows, DataSource source, TimeRange range) {
    String where = "data source " + source.name();
    SourceColumns columns = new SourceColumns(source, rows.schema(), where);
    Column column = columns.column(source.datePartitionColumn());
    Column date =
        columns.type(source.datePartitionColumn()) instanceof DateType
            ? column
            : functions.to_date(column.cast("string"), sparkFormat(format(source), where));
    Column within = functions.lit(true);
    if (range.start() != null) {
      within =
          within.and(date.geq(functions.lit(LocalDate.ofInstant(range.start(), ZoneOffset.UTC))));
    }
    if (range.end() != null) {
      within =
          within.and(date.leq(functions.lit(LocalDate.ofInstant(range.end(), ZoneOffset.UTC))));
    }
    return rows.where(date.isNull().or(within));
  }

  private static String format(DataSource source) {
    return source.location() instanceof SparkLocation spark
            && !spark.datePartitionColumnFormat().isEmpty()
        ? spark.datePartitionColumnFormat()
        : DEFAULT_FORMAT;
  }

  private static String sparkFormat(String format, String where) {
    return DIRECTIVE.matcher(format).replaceAll(found -> sparkPart(found, format, where));
  }

  private static String sparkPart(MatchResult found, String format, String where) {
    if (found.group(1) == null) {
      return found.group().equals("'") ? "''" : "'" + found.group() + "'";
    }
    String part = DIRECTIVES.get(found.group(1));
    if (part == null) {
      throw new UserException(
          where,
          "The date_partition_column_format '"
              + format
              + "' has "
              + found.group()
              + "; expected %Y, %m, %d, %j, %H, %M and %S.");
    }
    return part;
  }
}
