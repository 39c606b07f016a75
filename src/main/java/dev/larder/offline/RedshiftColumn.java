package dev.larder.offline;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table or query of Redshift.
 *
 * @param type of {@link Types}, as redshift-jdbc42 tells it
 */
record RedshiftColumn(String name, int type, int precision, int scale) {
  /** The columns of a result. */
  static List<RedshiftColumn> of(ResultSetMetaData columns) throws SQLException {
    List<RedshiftColumn> all = new ArrayList<>();
    for (int c = 1; c <= columns.getColumnCount(); c++) {
      all.add(
          new RedshiftColumn(
              columns.getColumnLabel(c),
              columns.getColumnType(c),
              columns.getPrecision(c),
              columns.getScale(c)));
    }
    return all;
  }

  /** As Spark knows such columns. */
  static StructType schema(List<RedshiftColumn> columns) {
    StructType schema = new StructType();
    for (RedshiftColumn column : columns) {
      schema = schema.add(column.name(), column.sparkType());
    }
    return schema;
  }

  /** Spark's type for its values; SUPER comes as JSON. */
  DataType sparkType() {
    return switch (type) {
      case Types.BIT, Types.BOOLEAN -> DataTypes.BooleanType;
      case Types.SMALLINT -> DataTypes.ShortType;
      case Types.INTEGER -> DataTypes.IntegerType;
      case Types.BIGINT -> DataTypes.LongType;
      case Types.REAL -> DataTypes.FloatType;
      case Types.DOUBLE -> DataTypes.DoubleType;
      case Types.NUMERIC -> DataTypes.createDecimalType(precision, scale);
      case Types.DATE -> DataTypes.DateType;
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> DataTypes.TimestampType;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> DataTypes.BinaryType;
      default -> DataTypes.StringType;
    };
  }

  /** Whether its values have an order in time, which those of a text need not have. */
  boolean isTime() {
    return type == Types.DATE || type == Types.TIMESTAMP || isInstant();
  }

  /** Whether its values know their zone. */
  boolean isInstant() {
    return type == Types.TIMESTAMP_WITH_TIMEZONE;
  }
}
