package dev.larder.online;

import dev.larder.UserException;
import dev.larder.feature.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
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

  /** What is asked for of one hash: the fields of each view once, one view's behind the other's. */
  private static final class Asked {
    private final List<byte[]> fields = new ArrayList<>();
    private final IdentityHashMap<FeatureFields, Integer> starts = new IdentityHashMap<>();
    private Object reply;

    void add(FeatureFields ofView) {
      if (starts.putIfAbsent(ofView, fields.size()) == null) {
        Collections.addAll(fields, ofView.all());
      }
    }

    RedisCommand command(byte[] key) {
      return RedisCommand.hmget(key, fields.toArray(byte[][]::new));
    }

    /** The reply to the i-th field of a view; null for none. */
    byte[] reply(FeatureFields ofView, int i) {
      return (byte[]) ((List<?>) reply).get(starts.get(ofView) + i);
    }
  }

  /**
   * The rows, in the order of the reads. Reads of one hash share a command.
   *
   * @throws UserException where Redis does not answer, or holds what is no value of Feast
   */
  public List<StoredRow> read(List<Read> reads) {
    Map<Bytes, Asked> hashes = new LinkedHashMap<>();
    List<Asked> asked = new ArrayList<>();
    for (Read read : reads) {
      Asked hash = hashes.computeIfAbsent(new Bytes(read.key()), key -> new Asked());
      hash.add(read.fields());
      asked.add(hash);
    }
    List<RedisCommand> commands = new ArrayList<>();
    hashes.forEach((key, hash) -> commands.add(hash.command(key.value())));
    Iterator<Object> replies = redis.apply(commands).iterator();
    hashes.values().forEach(hash -> hash.reply = replies.next());
    return IntStream.range(0, reads.size()).mapToObj(i -> row(reads.get(i), asked.get(i))).toList();
  }

  private static StoredRow row(Read read, Asked hash) {
    if (hash.reply == RedisClient.UNANSWERED) {
      return StoredRow.unanswered(read);
    }
    byte[] timestamp = hash.reply(read.fields(), 0);
    List<Object> values = new ArrayList<>(read.features().size());
    for (int i = 0; i < read.features().size(); i++) {
      ValueCodec codec = ValueCodec.of(read.features().get(i).valueType());
      values.add(codec.decode(hash.reply(read.fields(), i + 1)));
    }
    return new StoredRow(
        timestamp == null ? null : (Long) EventTimestamp.decodeMicros(timestamp),
        Collections.unmodifiableList(values),
        true);
  }
}
