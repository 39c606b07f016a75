package dev.larder.materialization;

import dev.larder.offline.FeatureTable;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/** The entities of which the online store holds a view: a task walks over the keys of a master. */
final class StoredKeys implements FlatMapFunction<RedisNode, Row> {
  private static final long serialVersionUID = 1L;

  /** The event time of an entity's row that no source has: older than any. */
  static final long NO_SOURCE = Long.MIN_VALUE;

  private final OnlineView view;
  private final KeySample sample;

  StoredKeys(OnlineView view, KeySample sample) {
    this.view = view;
    this.sample = sample;
  }

  /**
   * Rows and the stored entities beneath them: their join keys, and {@link #NO_SOURCE}. Of an
   * entity that has rows, none of those is the newest.
   *
   * @param rows as {@link NewestRows} has them
   * @param keys their join key columns
   */
  Dataset<Row> beneath(Dataset<Row> rows, List<String> keys, List<RedisNode> masters) {
    StructType schema =
        new StructType(
            Arrays.stream(rows.schema().fields())
                .filter(f -> keys.contains(f.name()) || f.name().equals(FeatureTable.EVENT_TIME))
                .toArray(StructField[]::new));
    Dataset<Row> stored =
        rows.sparkSession()
            .createDataFrame(
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
                    .parallelize(masters, masters.size())
                    .flatMap(this),
                schema);
    return rows.unionByName(stored, true);
  }

  @Override
  public Iterator<Row> call(RedisNode master) {
    RedisClient client = view.client();
    TaskCompletionListener close = context -> client.close();
    TaskContext.get().addTaskCompletionListener(close);
    Iterator<List<byte[]>> pages = client.pages(master, view.keys().scanPattern());
    return new Iterator<>() {
      private Iterator<Row> rows = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!rows.hasNext() && pages.hasNext()) {
          rows = rows(client, pages.next()).iterator();
        }
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return rows.next();
      }
    };
  }

  /** The project's keys of the page whose hashes hold the view. */
  private List<Row> rows(RedisClient client, List<byte[]> page) {
    List<Object[]> entities = new ArrayList<>();
    List<RedisCommand> commands = new ArrayList<>();
    for (byte[] key : page) {
      if (sample.contains(key)) {
        view.keys()
            .decode(key)
            .ifPresent(
                values -> {
                  entities.add(values);
                  commands.add(RedisCommand.hmget(key, view.fields().timestamp()));
                });
      }
    }
    List<Object> replies = client.execute(commands);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < entities.size(); i++) {
      if (((List<?>) replies.get(i)).get(0) != null) {
        Object[] row = Arrays.copyOf(entities.get(i), entities.get(i).length + 1);
        row[row.length - 1] = NO_SOURCE;
        rows.add(RowFactory.create(row));
      }
    }
    return rows;
  }
}
