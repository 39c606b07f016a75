package dev.larder.testing;

import dev.larder.feature.Field;
import dev.larder.feature.ValueType;
import dev.larder.online.EntityKeyEncoder;
import dev.larder.online.EventTimestamp;
import dev.larder.online.FeatureFields;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The hash of a person of a {@link HistoryRepository} in the shared cluster, to be tampered with.
 *
 * @param key in Redis
 */
public record StoredHash(byte[] key) {
  /** A person's. */
  public static StoredHash of(String project, String person) {
    return new StoredHash(
        new EntityKeyEncoder(3, project, List.of(new Field("person", ValueType.STRING)))
            .encode(new Object[] {person}));
  }

  /** That of a project's views without entities. */
  public static StoredHash withoutEntities(String project) {
    return new StoredHash(new EntityKeyEncoder(3, project, List.of()).encode(new Object[0]));
  }

  /** A view's fields under its name in Redis. */
  public static FeatureFields fields(String onlineView) {
    return new FeatureFields(
        onlineView,
        List.of(new Field("pulls", ValueType.INT64), new Field("note", ValueType.STRING)));
  }

  /** Gives a view's event timestamp another value. */
  public void setTime(String onlineView, Instant time) {
    byte[] bytes = EventTimestamp.encode(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    set(fields(onlineView).timestamp(), bytes);
  }

  /** Gives a field another value. */
  public void set(byte[] field, byte[] value) {
    run(RedisCommand.hset(key, field, value));
  }

  /** Removes all of it. */
  public void delete() {
    run(RedisCommand.unlink(key));
  }

  /** The names and values, alternating; empty where it is not there. */
  public List<?> content() {
    return (List<?>) run(RedisCommand.hgetall(key));
  }

  private static Object run(RedisCommand command) {
    try (RedisClient client = SharedRedisCluster.client()) {
      return client.execute(List.of(command)).get(0);
    }
  }
}
