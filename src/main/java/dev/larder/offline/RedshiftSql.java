package dev.larder.offline;

import dev.larder.DidYouMean;
import dev.larder.UserException;
import dev.larder.feature.DataSource;
import dev.larder.feature.DataSource.RedshiftLocation;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the statements that read a source. */
final class RedshiftSql {
  private static final String RANK = "larder_rank";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private RedshiftSql() {}

  /** A name, whatever characters it has. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text. Redshift takes backslashes in one for escapes. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /**
   * What stands behind FROM.
   *
   * @param database the one that the connection is to
   */
  static String from(RedshiftLocation location, String database) {
    if (!location.query().isEmpty()) {
      // A comment at its end must not hide the parenthesis.
      return "(" + location.query().strip().replaceFirst(";\\s*$", "") + "\n) AS source";
    }
    List<String> names = new ArrayList<>();
    if (!location.database().isEmpty() && !location.database().equals(database)) {
      names.add(location.database());
    }
    names.add(location.schema().isEmpty() ? "public" : location.schema());
    names.add(location.table());
    return names.stream().map(RedshiftSql::quoted).collect(Collectors.joining("."));
  }

  /** Gives the columns, and no row. */
  static String describe(String from) {
    return "SELECT * FROM " + from + " WHERE 1 = 0";
  }

  /** Gives a row if there is any. */
  static String any(String from) {
    return "SELECT 1 FROM " + from + " LIMIT 1";
  }

  /**
   * The rows that a query asks for; more of them where Redshift cannot tell times apart that are
   * texts.
   *
   * @param columns the source's
   * @param expression what to select of a column
   */
  static String select(
      DataSource source,
      String from,
      List<RedshiftColumn> columns,
      SourceQuery query,
      Function<RedshiftColumn, String> expression) {
    Map<String, RedshiftColumn> byName =
        columns.stream().collect(Collectors.toMap(RedshiftColumn::name, Function.identity()));
    List<RedshiftColumn> wanted = wanted(columns, query);
    String selected = wanted.stream().map(expression).collect(Collectors.joining(", "));
    RedshiftColumn time = byName.get(source.sourceColumn(source.timestampField()));
    List<String> conditions = new ArrayList<>(partitions(source, byName, query.range()));
    if (time != null && time.isTime()) {
      conditions.addAll(within(time, query.range()));
    }
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    RedshiftColumn created = byName.get(source.sourceColumn(source.createdTimestampColumn()));
    boolean ranks =
        query.newestOf() != null
            && time != null
            && time.isTime()
            && (created == null || created.isTime());
    if (!ranks) {
      return "SELECT " + selected + " FROM " + from + where;
    }
    return "SELECT %s FROM (SELECT *, %s AS %s FROM %s%s) AS ranked WHERE %s = 1"
        .formatted(selected, rank(query.newestOf(), time, created), RANK, from, where, RANK);
  }

  /** The columns that a query asks for, in the source's order. */
  static List<RedshiftColumn> wanted(List<RedshiftColumn> columns, SourceQuery query) {
    return query.columns().isEmpty()
        ? columns
        : columns.stream().filter(column -> query.columns().contains(column.name())).toList();
  }

  /** A column as it is, but for the blanks that CHAR pads with. */
  static String asItIs(RedshiftColumn column) {
    return column.type() == Types.CHAR
        ? "RTRIM(" + quoted(column.name()) + ") AS " + quoted(column.name())
        : quoted(column.name());
  }

  /** As {@link #asItIs}, but a time knows its zone, so that no JVM's zone can shift it. */
  static String asInstant(RedshiftColumn column) {
    String name = quoted(column.name());
    return column.type() == Types.TIMESTAMP
        ? name + " AT TIME ZONE 'UTC' AS " + name
        : asItIs(column);
  }

  /**
   * Rows that are equally new have one rank, so that Spark chooses among them as it always does.
   */
  private static String rank(List<String> keys, RedshiftColumn time, RedshiftColumn created) {
    String partition =
        keys.isEmpty()
            ? ""
            : "PARTITION BY "
                + keys.stream().map(RedshiftSql::quoted).collect(Collectors.joining(", "))
                + " ";
    String order = quoted(time.name()) + " DESC NULLS LAST";
    if (created != null) {
      order += ", " + quoted(created.name()) + " DESC NULLS LAST";
    }
    return "RANK() OVER (" + partition + "ORDER BY " + order + ")";
  }

  private static List<String> within(RedshiftColumn time, TimeRange range) {
    List<String> conditions = new ArrayList<>();
    if (range.start() != null) {
      conditions.add(quoted(time.name()) + " >= " + literal(time, range.start()));
    }
    if (range.end() != null) {
      conditions.add(quoted(time.name()) + " <= " + literal(time, range.end()));
    }
    return conditions;
  }

  /**
   * What leaves out the date partitions that hold none of the times, so that Redshift Spectrum does
   * not open their files; as {@link DatePartitions}, not those whose partition is null or no date.
   */
  private static List<String> partitions(
      DataSource source, Map<String, RedshiftColumn> columns, TimeRange range) {
    String name = source.datePartitionColumn();
    if (name.isEmpty()) {
      return List.of();
    }
    RedshiftColumn column = columns.get(name);
    if (column == null) {
      throw new UserException(
          "data source " + source.name(),
          "It has no column '"
              + name
              + "', its date_partition_column."
              + DidYouMean.hint(name, columns.keySet()));
    }
    List<String> days = new ArrayList<>();
    if (range.start() != null) {
      days.add(quoted(name) + " >= " + day(column, range.start()));
    }
    if (range.end() != null) {
      days.add(quoted(name) + " <= " + day(column, range.end()));
    }
    if (days.isEmpty()) {
      return List.of();
    }
    String others = " OR " + quoted(name) + " IS NULL";
    if (column.type() != Types.DATE) {
      others += " OR " + quoted(name) + " NOT LIKE '____-__-__'";
    }
    return List.of("(" + String.join(" AND ", days) + others + ")");
  }

  private static String day(RedshiftColumn partition, Instant instant) {
    String day = "'" + MICROS.format(instant).substring(0, 10) + "'";
    return partition.type() == Types.DATE ? "CAST(" + day + " AS DATE)" : day;
  }

  private static String literal(RedshiftColumn time, Instant instant) {
    String text = MICROS.format(instant);
    if (time.type() == Types.DATE) {
      return "CAST('" + text.substring(0, 10) + "' AS DATE)";
    }
    return time.isInstant()
        ? "CAST('" + text + "+00' AS TIMESTAMPTZ)"
        : "CAST('" + text + "' AS TIMESTAMP)";
  }
}
