import dev.larder.feature.FeatureStoreConfig.OnlineStoreConfig;
import dev.larder.feature.FeatureStoreConfig.RedisType;
import dev.larder.feature.Field;
import dev.larder.feature.Settings;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.FeatureFields;
import dev.larder.online.OnlineStoreReader;
import dev.larder.online.OnlineStoreReader.Read;
import dev.larder.online.OnlineStoreReader.StoredRow;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Reads one customer after another, as {@code get-online-features} does, so many a second: {@code
 * OnlineReads CONNECTION_STRING CUSTOMERS READS_PER_SECOND}. Each read is a line: when it was due
 * (seconds since 1970), and the milliseconds from then to its answer, so that a read which had to
 * wait for the one before counts its wait. They end, and are printed, when standard input does.
 */
public final class OnlineReads {
  private static final long FIRST_CUSTOMER = 100_000_000;
  private static final List<Field> FEATURES =
      List.of(
          new Field("balance", ValueType.INT64),
          new Field("credit_limit", ValueType.INT64),
          new Field("orders_30d", ValueType.INT64),
          new Field("payments_30d", ValueType.INT64),
          new Field("days_since_login", ValueType.INT64),
          new Field("utilization", ValueType.FLOAT),
          new Field("late_share", ValueType.DOUBLE),
          new Field("segment", ValueType.STRING),
          new Field("city", ValueType.STRING));

  private OnlineReads() {}

  public static void main(String[] args) throws InterruptedException {
    OnlineStoreConfig config =
        new OnlineStoreConfig(RedisType.REDIS_CLUSTER, args[0], "mymaster", 0, true, false);
    Duration patience = Duration.ofSeconds(30);
    try (RedisClient client =
        new RedisClient(
            RedisTarget.of(config, Settings.of(Map.of())), patience, patience, FEATURES.size())) {
      read(OnlineStoreReader.ofAll(client), Long.parseLong(args[1]), Long.parseLong(args[2]));
    }
  }

  private static void read(OnlineStoreReader reader, long customers, long readsPerSecond)
      throws InterruptedException {
    EntityKeyEncoder keys =
        new EntityKeyEncoder(3, "bench", List.of(new Field("customer_id", ValueType.INT64)));
    FeatureFields fields = new FeatureFields("customer_stats", FEATURES);
    SplittableRandom random = new SplittableRandom(1);
    long pause = TimeUnit.SECONDS.toNanos(1) / readsPerSecond;
    long since1970 = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
    Thread input = new Thread(OnlineReads::awaitEnd);
    input.setDaemon(true);
    input.start();
    StringBuilder lines = new StringBuilder();
    for (long due = System.nanoTime(); input.isAlive(); due += pause) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      byte[] key = keys.encode(new Object[] {FIRST_CUSTOMER + random.nextLong(customers)});
      StoredRow row = reader.read(List.of(new Read(key, fields, FEATURES))).get(0);
      if (row.eventMicros() == null) {
        throw new IllegalStateException("A customer has no features");
      }
      lines.append((since1970 + due) / 1e9).append(' ');
      lines.append((System.nanoTime() - due) / 1e6).append('\n');
    }
    System.out.print(lines);
  }

  private static void awaitEnd() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
