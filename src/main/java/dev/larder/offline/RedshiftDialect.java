package dev.larder.offline;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.jdbc.JdbcDialect;
import org.apache.spark.sql.jdbc.JdbcDialects;
import org.apache.spark.sql.jdbc.JdbcType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import scala.Option;

/** Tells Spark's JDBC source of what is Redshift's own: it has no dialect for it. */
final class RedshiftDialect extends JdbcDialect {
  private static final long serialVersionUID = 1L;
  private static final RedshiftDialect ONLY = new RedshiftDialect();
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

  private RedshiftDialect() {}

  /** Makes it known to Spark; once is enough, and often does no harm. */
  static void register() {
    // Of two for one URL Spark would take but what they have in common.
    JdbcDialects.registerDialect(ONLY);
  }

  @Override
  public boolean canHandle(String url) {
    return url.toLowerCase(Locale.ROOT).startsWith("jdbc:redshift:");
  }

  @Override
  public String quoteIdentifier(String name) {
    return RedshiftSql.quoted(name);
  }

  @Override
  public Option<DataType> getCatalystType(
      int sqlType, String typeName, int size, MetadataBuilder metadata) {
    return switch (sqlType) {
      // Their precision and scale are what Spark finds itself.
      case Types.NUMERIC -> Option.empty();
      default -> Option.apply(new RedshiftColumn("", sqlType, size, 0).sparkType());
    };
  }

  @Override
  public Option<JdbcType> getJDBCType(DataType type) {
    if (type instanceof StringType) {
      return Option.apply(new JdbcType("VARCHAR(65535)", Types.VARCHAR));
    } else if (type instanceof BooleanType) {
      return Option.apply(new JdbcType("BOOLEAN", Types.BOOLEAN));
    } else if (type instanceof ByteType || type instanceof ShortType) {
      return Option.apply(new JdbcType("SMALLINT", Types.SMALLINT));
    } else if (type instanceof FloatType) {
      return Option.apply(new JdbcType("REAL", Types.REAL));
    } else if (type instanceof TimestampType) {
      return Option.apply(new JdbcType("TIMESTAMPTZ", Types.TIMESTAMP));
    } else if (type instanceof BinaryType) {
      return Option.apply(new JdbcType("VARBYTE(1024000)", Types.VARBINARY));
    }
    return Option.empty();
  }

  @Override
  public LocalDateTime convertJavaTimestampToTimestampNTZ(Timestamp timestamp) {
    return timestamp.toLocalDateTime();
  }

  @Override
  public Timestamp convertTimestampNTZToJavaTimestamp(LocalDateTime timestamp) {
    return Timestamp.valueOf(timestamp);
  }

  /** Backslashes are escapes in Redshift's texts, and times have to name their zone. */
  @Override
  public Object compileValue(Object value) {
    if (value instanceof String text) {
      return RedshiftSql.literal(text);
    } else if (value instanceof Timestamp timestamp) {
      return "'" + MICROS.format(timestamp.toInstant()) + "'";
    } else if (value instanceof Instant instant) {
      return "'" + MICROS.format(instant) + "'";
    }
    return super.compileValue(value);
  }

  /** Leaves to Spark what it would write with an escape clause that Redshift cannot parse. */
  @Override
  public Option<String> compileExpression(Expression expression) {
    Option<String> compiled = super.compileExpression(expression);
    return compiled.isDefined() && compiled.get().contains(" ESCAPE '\\'")
        ? Option.empty()
        : compiled;
  }

  @Override
  public Option<Object> isCascadingTruncateTable() {
    return Option.apply(false);
  }
}
