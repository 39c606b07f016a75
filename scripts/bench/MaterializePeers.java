import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.ValueCodec;
import dev.larder.shaded.jedis.jedis.HostAndPort;
import dev.larder.shaded.jedis.jedis.Jedis;
import dev.larder.shaded.jedis.jedis.Pipeline;
import dev.larder.shaded.jedis.jedis.exceptions.JedisDataException;
import dev.larder.shaded.jedis.jedis.util.JedisClusterCRC16;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * What a team may write instead of Larder to load a table of one row per customer: {@code
 * spark-redis FILE HOST PORT}, the DataFrame writer of spark-redis; {@code hset …}, a pipeline of
 * Jedis for each master, which writes as Feast does but compares nothing; {@code newer …}, the
 * same, which reads the stored event time first and writes what is newer.
 */
public final class MaterializePeers {
  private static final int DEPTH = 1000;
  private static final int SLOTS = 16384;
  private static final String VIEW = "customer_stats";
  private static final List<String> TIMES = List.of("event_timestamp", "created_timestamp");

  private MaterializePeers() {}

  public static void main(String[] args) {
    String host = args[2];
    int port = Integer.parseInt(args[3]);
    try (SparkSession spark =
        SparkSession.builder()
            .appName(args[0])
            .config("spark.redis.host", host)
            .config("spark.redis.port", port)
            .getOrCreate()) {
      Dataset<Row> rows = spark.read().parquet(args[1]);
      switch (args[0]) {
        case "spark-redis" -> sparkRedis(rows);
        case "hset" -> jedis(rows, host, port, false);
        case "newer" -> jedis(rows, host, port, true);
        default -> throw new IllegalArgumentException("There is no peer '" + args[0] + "'");
      }
    }
  }

  private static void sparkRedis(Dataset<Row> rows) {
    rows.drop("created_timestamp")
        .write()
        .format("org.apache.spark.sql.redis")
        .option("table", VIEW)
        .option("key.column", "customer_id")
        .option("max.pipeline.size", DEPTH)
        .option("iterator.grouping.size", 3 * DEPTH)
        .mode(SaveMode.Append)
        .save();
  }

  private static void jedis(Dataset<Row> rows, String host, int port, boolean onlyNewer) {
    Layout layout = Layout.of(rows);
    rows.toJavaRDD().foreachPartition(part -> write(part, layout, host, port, onlyNewer));
  }

  /** How a row becomes a hash. Its columns are the key, two times, and the features. */
  private record Layout(
      EntityKeyEncoder keys, FeatureFields fields, List<String> names, List<ValueCodec> codecs)
      implements Serializable {
    static Layout of(Dataset<Row> rows) {
      List<Field> features =
          Arrays.stream(rows.schema().fields())
              .filter(f -> !f.name().equals("customer_id") && !TIMES.contains(f.name()))
              .map(f -> new Field(f.name(), type(f.dataType())))
              .toList();
      return new Layout(
          new EntityKeyEncoder(3, "bench", List.of(new Field("customer_id", ValueType.INT64))),
          new FeatureFields(VIEW, features),
          features.stream().map(Field::name).toList(),
          features.stream().map(f -> ValueCodec.of(f.valueType())).toList());
    }

    private static ValueType type(DataType type) {
      return switch (type.typeName()) {
        case "long" -> ValueType.INT64;
        case "float" -> ValueType.FLOAT;
        case "double" -> ValueType.DOUBLE;
        default -> ValueType.STRING;
      };
    }

    byte[] key(Row row) {
      return keys.encode(new Object[] {row.<Long>getAs("customer_id")});
    }

    long eventMicros(Row row) {
      Timestamp time = row.getAs("event_timestamp");
      return TimeUnit.SECONDS.toMicros(Math.floorDiv(time.getTime(), 1000L))
          + time.getNanos() / 1000;
    }

    Map<byte[], byte[]> hash(Row row) {
      Map<byte[], byte[]> hash = new HashMap<>();
      hash.put(fields.timestamp(), EventTimestamp.encode(eventMicros(row)));
      for (int i = 0; i < names.size(); i++) {
        hash.put(fields.feature(i), codecs.get(i).encode(row.getAs(names.get(i))));
      }
      return hash;
    }
  }

  private static void write(
      Iterator<Row> rows, Layout layout, String host, int port, boolean onlyNewer) {
    Masters masters = Masters.of(host, port);
    try {
      while (rows.hasNext()) {
        Row row = rows.next();
        byte[] key = layout.key(row);
        Batch batch = masters.of(key);
        batch.add(key, row);
        if (batch.rows.size() == DEPTH) {
          batch.write(layout, onlyNewer);
        }
      }
      masters.all.forEach(batch -> batch.write(layout, onlyNewer));
    } finally {
      masters.all.forEach(batch -> batch.jedis.close());
    }
  }

  /** The masters as they are at the start of a task, and which of them has each slot. */
  private record Masters(List<Batch> all, Batch[] bySlot) {
    static Masters of(String host, int port) {
      Map<HostAndPort, Batch> all = new HashMap<>();
      Batch[] bySlot = new Batch[SLOTS];
      try (Jedis jedis = new Jedis(host, port)) {
        for (Object each : jedis.clusterSlots()) {
          List<?> range = (List<?>) each;
          List<?> node = (List<?>) range.get(2);
          HostAndPort address =
              new HostAndPort(
                  new String((byte[]) node.get(0), StandardCharsets.UTF_8),
                  ((Long) node.get(1)).intValue());
          Batch batch = all.computeIfAbsent(address, a -> new Batch(new Jedis(a)));
          int first = ((Long) range.get(0)).intValue();
          Arrays.fill(bySlot, first, ((Long) range.get(1)).intValue() + 1, batch);
        }
      }
      return new Masters(List.copyOf(all.values()), bySlot);
    }

    Batch of(byte[] key) {
      return bySlot[JedisClusterCRC16.getSlot(key)];
    }
  }

  /** Rows on their way to one master. */
  private static final class Batch {
    private final Jedis jedis;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    Batch(Jedis jedis) {
      this.jedis = jedis;
    }

    void add(byte[] key, Row row) {
      keys.add(key);
      rows.add(row);
    }

    void write(Layout layout, boolean onlyNewer) {
      List<Object> stored = onlyNewer ? stored(layout) : null;
      Pipeline pipeline = jedis.pipelined();
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        if (stored == null || isNewer(layout.eventMicros(row), (List<?>) stored.get(i))) {
          pipeline.hset(keys.get(i), layout.hash(row));
        }
      }
      check(pipeline.syncAndReturnAll());
      keys.clear();
      rows.clear();
    }

    private List<Object> stored(Layout layout) {
      Pipeline pipeline = jedis.pipelined();
      keys.forEach(key -> pipeline.hmget(key, layout.fields().timestamp()));
      return check(pipeline.syncAndReturnAll());
    }

    private static boolean isNewer(long eventMicros, List<?> stored) {
      byte[] time = (byte[]) stored.get(0);
      return time == null || eventMicros > EventTimestamp.decodeMicros(time);
    }

    private static List<Object> check(List<Object> replies) {
      for (Object reply : replies) {
        if (reply instanceof JedisDataException e) {
          throw e;
        }
      }
      return replies;
    }
  }
}
