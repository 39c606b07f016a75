package dev.larder.asof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;

/**
 * Keys that so many rows of a spine have that one partition would be much larger than the others.
 * Their rows are spread over several parts by a salt, one more join key, and the table's rows of
 * these keys are repeated for each part. Any part of a spine is a spine, so the result is the same.
 *
 * @param parts by the hash of a key, into how many parts its rows are spread
 * @param partsWithoutKey the same for the rows that have no key; 1 where they are few
 */
record HotKeys(Map<Long, Integer> parts, int partsWithoutKey) {
  private static final Column ALONE = functions.lit(0);

  boolean isEmpty() {
    return parts.isEmpty() && partsWithoutKey == 1;
  }

  /** The part that a row of the spine goes to: the same each time that it is read. */
  Column salt(Column hash, Dataset<Row> spine) {
    Column spread = functions.xxhash64(hashable(spine));
    Column salt =
        functions.when(hash.isNull(), functions.pmod(spread, functions.lit(partsWithoutKey)));
    for (Map.Entry<Long, Integer> hot : parts.entrySet()) {
      salt =
          salt.when(
              hash.equalTo(hot.getKey()), functions.pmod(spread, functions.lit(hot.getValue())));
    }
    return salt.otherwise(ALONE).cast("int");
  }

  /** All parts, as a list, that a row of a table goes to. */
  Column salts(Column hash) {
    Column salts = functions.when(hash.isNull(), functions.array(ALONE));
    for (Map.Entry<Long, Integer> hot : parts.entrySet()) {
      salts =
          salts.when(
              hash.equalTo(hot.getKey()),
              functions.sequence(ALONE, functions.lit(hot.getValue() - 1)));
    }
    return salts.otherwise(functions.array(ALONE));
  }

  /** All columns but maps, of which Spark makes no hash. */
  private static Column[] hashable(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (!field.dataType().existsRecursively(type -> type instanceof MapType)) {
        columns.add(rows.col("`" + field.name().replace("`", "``") + "`"));
      }
    }
    return columns.toArray(Column[]::new);
  }
}
