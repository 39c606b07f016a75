package dev.larder.asof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.functions;
import scala.collection.Seq;

/**
 * A table as an operator takes it.
 *
 * @param rows columns of their own, even where the table is read from the spine or joined twice
 * @param keys among them
 * @param age event time, created time and values among them
 */
record TableSide(Dataset<Row> rows, List<Attribute> keys, List<Attribute> age) {
  private static final String COLUMN = "__table_";
  private static final String SALT = "__salt";

  /** The columns that matter, without the rows that are never chosen. */
  static TableSide of(AsOfTable table) {
    List<String> age = new ArrayList<>(List.of(table.eventTime(), table.createdTime()));
    age.addAll(table.values());
    // A column that is asked for twice is carried along once.
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : table.keys()) {
      columns.put(name, functions.col(name).as(COLUMN + columns.size()));
    }
    for (String name : age) {
      columns.putIfAbsent(name, functions.col(name).as(COLUMN + columns.size()));
    }
    Column complete = functions.col(table.eventTime()).isNotNull();
    for (String key : table.keys()) {
      complete = complete.and(functions.col(key).isNotNull());
    }
    Dataset<Row> rows =
        table.rows().where(complete).select(columns.values().toArray(Column[]::new));
    List<Attribute> attributes = Scala.list(rows.queryExecution().analyzed().output());
    List<String> names = List.copyOf(columns.keySet());
    return new TableSide(
        rows,
        attributes.subList(0, table.keys().size()),
        age.stream().map(name -> attributes.get(names.indexOf(name))).toList());
  }

  /** Without most rows that lose anyway. */
  TableSide reduced(boolean createdByThen, AsOfSettings settings, Broadcast<PackedSlots> slots) {
    Reduction reduction =
        new Reduction(createdByThen, settings.hashBits(), settings.maxIndexBytes());
    return new TableSide(
        Dataset.ofRows(
            rows.sparkSession(),
            new SlotReduce(
                rows.queryExecution().analyzed(),
                Scala.seq(keys),
                Scala.seq(age),
                reduction,
                slots)),
        keys,
        age);
  }

  /** With one more key: rows of hot keys go to all parts into which the spine's rows are spread. */
  TableSide salted(HotKeys hot, int hashBits) {
    Column salts = hot.salts(new Column(KeyHash.of(Scala.seq(keys), hashBits)));
    Dataset<Row> salted = rows.select(functions.col("*"), functions.explode(salts).as(SALT));
    List<Attribute> attributes = Scala.list(salted.queryExecution().analyzed().output());
    List<Attribute> allKeys = new ArrayList<>(keys);
    allKeys.add(attributes.get(attributes.size() - 1));
    return new TableSide(salted, allKeys, age);
  }

  /** Keys, event time, created time and values. */
  Seq<Expression> columns() {
    List<Expression> columns = new ArrayList<>(keys);
    columns.addAll(age);
    return Scala.seq(columns);
  }
}
