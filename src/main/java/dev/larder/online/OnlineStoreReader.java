package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads features of entities: of every hash only the fields that are asked for, all hashes in one
 * round trip over the nodes. As Feast's reader, it does not look at a view's ttl.
 */
public final class OnlineStoreReader {
  private final RedisClient client;

  public OnlineStoreReader(RedisClient client) {
    this.client = client;
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
   */
  public record StoredRow(Long eventMicros, List<Object> values) {}

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
    Map<Bytes, List<?>> found = fetch(positions);
    return reads.stream()
        .map(read -> row(read, positions, found.get(new Bytes(read.key()))))
        .toList();
  }

  private Map<Bytes, List<?>> fetch(Map<Bytes, Map<Bytes, Integer>> positions) {
    List<RedisCommand> commands = new ArrayList<>();
    positions.forEach(
        (key, fields) ->
            commands.add(
                RedisCommand.hmget(
                    key.value(),
                    fields.keySet().stream().map(Bytes::value).toArray(byte[][]::new))));
    List<Object> replies = client.execute(commands);
    Map<Bytes, List<?>> found = new LinkedHashMap<>();
    positions.keySet().forEach(key -> found.put(key, (List<?>) replies.get(found.size())));
    return found;
  }

  private static StoredRow row(
      Read read, Map<Bytes, Map<Bytes, Integer>> positions, List<?> found) {
    Map<Bytes, Integer> fields = positions.get(new Bytes(read.key()));
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
        Collections.unmodifiableList(values));
  }
}
