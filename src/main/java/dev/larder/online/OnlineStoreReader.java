package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Reads features of entities: of every hash only the fields that are asked for, all hashes in one
 * round trip over the nodes. As Feast's reader, it does not look at a view's ttl.
 */
public final class OnlineStoreReader {
  private final Function<List<RedisCommand>, List<Object>> redis;

  private OnlineStoreReader(Function<List<RedisCommand>, List<Object>> redis) {
    this.redis = redis;
  }

  /** One that reads all, or ends in an exception. */
  public static OnlineStoreReader ofAll(RedisClient client) {
    return new OnlineStoreReader(client::execute);
  }

  /** One that reads what its servers answer before the client's deadline. */
  public static OnlineStoreReader inTime(RedisClient client) {
    return new OnlineStoreReader(client::executeInTime);
  }

  /**
   * Some features of one view, of one entity.
   *
   * @param key the entity's
   */
  public record Read(byte[] key, FeatureFields fields, List<Field> features) {
    public Read {
      features = List.copyOf(features);
    }
  }

  /**
   * What was found.
   *
   * @param eventMicros when the values were true, in microseconds since 1970; null where the view
   *     holds nothing of the entity
   * @param values in the order of the features; null for no value
   * @param answered whether its server did; where not, there is neither time nor value
   */
  public record StoredRow(Long eventMicros, List<Object> values, boolean answered) {
    static StoredRow unanswered(Read read) {
      return new StoredRow(null, Collections.nCopies(read.features().size(), null), false);
    }
  }

  /** Makes bytes a map's key. */
  private record Bytes(byte[] value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes b && Arrays.equals(value, b.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }
  }

  /**
   * The rows, in the order of the reads. Reads of one hash share a command.
   *
   * @throws UserException where Redis does not answer, or holds what is no value of Feast
   */
  public List<StoredRow> read(List<Read> reads) {
    Map<Bytes, Map<Bytes, Integer>> positions = new LinkedHashMap<>();
    for (Read read : reads) {
      Map<Bytes, Integer> fields =
          positions.computeIfAbsent(new Bytes(read.key()), k -> new LinkedHashMap<>());
      for (byte[] field : read.fields().all()) {
        fields.putIfAbsent(new Bytes(field), fields.size());
      }
    }
    Map<Bytes, Object> found = fetch(positions);
    return reads.stream().map(read -> row(read, positions, found)).toList();
  }

  private Map<Bytes, Object> fetch(Map<Bytes, Map<Bytes, Integer>> positions) {
    List<RedisCommand> commands = new ArrayList<>();
    positions.forEach(
        (key, fields) ->
            commands.add(
                RedisCommand.hmget(
                    key.value(),
                    fields.keySet().stream().map(Bytes::value).toArray(byte[][]::new))));
    List<Object> replies = redis.apply(commands);
    Map<Bytes, Object> found = new LinkedHashMap<>();
    positions.keySet().forEach(key -> found.put(key, replies.get(found.size())));
    return found;
  }

  private static StoredRow row(
      Read read, Map<Bytes, Map<Bytes, Integer>> positions, Map<Bytes, Object> replies) {
    Bytes key = new Bytes(read.key());
    if (replies.get(key) == RedisClient.UNANSWERED) {
      return StoredRow.unanswered(read);
    }
    List<?> found = (List<?>) replies.get(key);
    Map<Bytes, Integer> fields = positions.get(key);
    byte[] timestamp = (byte[]) found.get(fields.get(new Bytes(read.fields().timestamp())));
    List<Object> values = new ArrayList<>();
    IntStream.range(0, read.features().size())
        .forEach(
            i -> {
              Object bytes = found.get(fields.get(new Bytes(read.fields().feature(i))));
              ValueCodec codec = ValueCodec.of(read.features().get(i).valueType());
              values.add(codec.decode((byte[]) bytes));
            });
    return new StoredRow(
        timestamp == null ? null : (Long) EventTimestamp.decodeMicros(timestamp),
        Collections.unmodifiableList(values),
        true);
  }
}
