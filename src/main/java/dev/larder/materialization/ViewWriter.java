package dev.larder.materialization;

import dev.larder.feature.FeatureStoreConfig;
import dev.larder.feature.FeatureView;
import dev.larder.feature.Field;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisTarget;
import dev.larder.online.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Writes the rows of a partition, batch by batch. A row is written where its event time is newer
 * than the stored one, as in Feast: a stored time of 0, or none, is older than any. A repeated task
 * finds its own rows not newer, so that it changes nothing.
 */
final class ViewWriter implements MapPartitionsFunction<Row, WriteCounts> {
  private static final long serialVersionUID = 1L;
  private static final int KEY = 0;
  private static final int EVENT_TIME = 1;
  private static final int FIRST_FEATURE = 2;

  private final RedisTarget target;
  private final Duration timeout;
  private final Duration deadline;
  private final int pipelineDepth;
  private final long keyTtlSeconds;
  private final boolean skipDedup;
  private final boolean overwrite;
  private final FeatureFields fields;
  private final List<ValueCodec> codecs;

  /**
   * A writer of one view.
   *
   * @param overwrite whether a row also replaces stored values of the same event time
   */
  ViewWriter(FeatureView view, FeatureStoreConfig config, RedisTarget target, boolean overwrite) {
    this.target = target;
    this.timeout = config.settings().redisTimeout();
    this.deadline = config.settings().writeDeadline();
    this.pipelineDepth = config.settings().pipelineDepth();
    this.keyTtlSeconds = config.onlineStore().keyTtlSeconds();
    this.skipDedup = config.onlineStore().skipDedup();
    this.overwrite = overwrite;
    this.fields = new FeatureFields(view.onlineName(config.versionedViewNames()), view.features());
    this.codecs = view.features().stream().map(Field::valueType).map(ValueCodec::of).toList();
  }

  @Override
  public Iterator<WriteCounts> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    WriteCounts counts = WriteCounts.NONE;
    try (RedisClient client = new RedisClient(target, timeout, deadline, pipelineDepth)) {
      while (rows.hasNext()) {
        List<Row> batch = new ArrayList<>(pipelineDepth);
        while (rows.hasNext() && batch.size() < pipelineDepth) {
          batch.add(rows.next());
        }
        List<Row> newer = skipDedup ? batch : newer(client, batch);
        client.execute(newer.stream().map(this::hset).toList());
        if (keyTtlSeconds > 0) {
          client.execute(
              newer.stream().map(r -> RedisCommand.expire(key(r), keyTtlSeconds)).toList());
        }
        counts = counts.plus(new WriteCounts(newer.size(), batch.size() - newer.size()));
      }
    }
    return List.of(counts).iterator();
  }

  private List<Row> newer(RedisClient client, List<Row> batch) {
    List<Object> replies =
        client.execute(
            batch.stream().map(r -> RedisCommand.hmget(key(r), fields.timestamp())).toList());
    List<Row> newer = new ArrayList<>(batch.size());
    for (int i = 0; i < replies.size(); i++) {
      byte[] timestamp = (byte[]) ((List<?>) replies.get(i)).get(0);
      long stored = timestamp == null ? 0 : EventTimestamp.decodeMicros(timestamp);
      long time = batch.get(i).getLong(EVENT_TIME);
      if (stored <= 0 || (overwrite ? time >= stored : time > stored)) {
        newer.add(batch.get(i));
      }
    }
    return newer;
  }

  /** The event time first, then the features in the view's order, as Feast writes them. */
  private RedisCommand hset(Row row) {
    byte[][] pairs = new byte[2 * (1 + codecs.size())][];
    pairs[0] = fields.timestamp();
    pairs[1] = EventTimestamp.encode(row.getLong(EVENT_TIME));
    for (int f = 0; f < codecs.size(); f++) {
      pairs[2 * f + 2] = fields.feature(f);
      pairs[2 * f + 3] = codecs.get(f).encode(value(row, f));
    }
    return RedisCommand.hset(key(row), pairs);
  }

  private static Object value(Row row, int feature) {
    Object value = row.get(FIRST_FEATURE + feature);
    return value instanceof scala.collection.Seq ? row.getList(FIRST_FEATURE + feature) : value;
  }

  private static byte[] key(Row row) {
    return row.getAs(KEY);
  }
}
