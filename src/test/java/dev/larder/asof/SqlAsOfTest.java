package dev.larder.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.larder.testing.SharedSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SqlAsOfTest {
  private static final StructType SPINE = StructType.fromDDL("id INT, customer STRING, t BIGINT");
  private static final StructType TABLE =
      StructType.fromDDL("k0 STRING, event_time BIGINT, created_time BIGINT, f0 INT");

  private final SparkSession spark = SharedSpark.session();

  @Test
  void takesTheNewestRowThatIsNotLater() {
    assertThat(
            join(
                false,
                List.of(row("a", 10, 1, 1), row("a", 20, 1, 2), row("a", 31, 1, 3)),
                spine(1, "a", 30L)))
        .containsExactly(tuple(1, 2));
  }

  @Test
  void ranksTiesByCreatedTimeWithNullsFirstThenByValue() {
    List<Row> table =
        List.of(
            row("a", 10, null, 9),
            row("a", 10, 5, 1),
            row("b", 10, null, 4),
            row("b", 10, null, 3),
            row("c", 10, 5, 1),
            row("c", 10, 5, 2));
    assertThat(join(false, table, spine(1, "a", 10L), spine(2, "b", 10L), spine(3, "c", 10L)))
        .containsExactlyInAnyOrder(tuple(1, 1), tuple(2, 4), tuple(3, 2));
  }

  @Test
  void createdByThenSeesOnlyWhatHadBeenCreated() {
    List<Row> table = List.of(row("a", 10, 12, 1), row("a", 11, 40, 2), row("a", 12, null, 3));
    assertThat(join(true, table, spine(1, "a", 30L), spine(2, "a", 40L), spine(3, "a", 11L)))
        .containsExactlyInAnyOrder(tuple(1, 1), tuple(2, 2), tuple(3, null));
  }

  @Test
  void keepsDuplicatesAndNullsOfTheSpine() {
    List<Row> table = List.of(row("a", 10, 1, 1), row(null, 10, 1, 2));
    assertThat(
            join(
                false,
                table,
                spine(1, "a", 10L),
                spine(1, "a", 10L),
                spine(2, null, 10L),
                spine(3, "a", null)))
        .containsExactlyInAnyOrder(tuple(1, 1), tuple(1, 1), tuple(2, null), tuple(3, null));
  }

  @Test
  void newestPerKeyKeepsOneRowEach() {
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(
                row("a", 10, 1, 1),
                row("a", 20, null, 2),
                row("a", 20, 3, 3),
                row("b", 1, null, null)),
            TABLE);
    assertThat(SqlAsOf.newestPerKey(table(rows)).collectAsList())
        .containsExactlyInAnyOrder(row("a", 20, 3, 3), row("b", 1, null, null));
  }

  private List<org.assertj.core.groups.Tuple> join(
      boolean createdByThen, List<Row> table, Row... spine) {
    Dataset<Row> rows = spark.createDataFrame(table, TABLE);
    AsOfMatch match =
        new AsOfMatch(table(rows), List.of("customer"), createdByThen, List.of("value"));
    Dataset<Row> joined =
        SqlAsOf.join(
            new AsOfSpine(spark.createDataFrame(Arrays.asList(spine), SPINE), "t", spine.length),
            List.of(match));
    assertThat(joined.columns()).containsExactly("id", "customer", "t", "value");
    return joined.collectAsList().stream().map(r -> tuple(r.getInt(0), r.get(3))).toList();
  }

  private static AsOfTable table(Dataset<Row> rows) {
    return new AsOfTable(rows, List.of("k0"), "event_time", "created_time", List.of("f0"));
  }

  private static Row spine(int id, String customer, Long time) {
    return RowFactory.create(id, customer, time);
  }

  private static Row row(String key, long eventTime, Integer createdTime, Integer value) {
    return RowFactory.create(
        key, eventTime, createdTime == null ? null : createdTime.longValue(), value);
  }
}
