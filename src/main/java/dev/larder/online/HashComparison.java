package dev.larder.online;

import dev.larder.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares one view's rows with what is stored, byte by byte. */
public final class HashComparison {
  private final RedisClient client;
  private final FeatureFields fields;

  public HashComparison(RedisClient client, FeatureFields fields) {
    this.client = client;
    this.fields = fields;
  }

  /**
   * What is stored where a row belongs.
   *
   * @param present whether the hash has the event timestamp's field of the view
   * @param eventMicros the stored event time; null where there is none, or none that can be read
   * @param differing the fields whose bytes are not the row's: 0 is the event timestamp, then the
   *     features
   */
  public record Stored(boolean present, Long eventMicros, List<Integer> differing) {
    public Stored {
      differing = List.copyOf(differing);
    }
  }

  /**
   * What is stored for each row, in their order.
   *
   * @throws UserException where Redis does not answer, or a key holds no hash
   */
  public List<Stored> of(HashBatch batch) {
    byte[][] names = fields.all();
    List<Object> replies =
        client.execute(
            IntStream.range(0, batch.size())
                .mapToObj(row -> RedisCommand.hmget(batch.key(row), names))
                .toList());
    return IntStream.range(0, batch.size())
        .mapToObj(row -> compare(batch, row, (List<?>) replies.get(row)))
        .toList();
  }

  private static Stored compare(HashBatch batch, int row, List<?> values) {
    List<Integer> differing = new ArrayList<>();
    for (int f = 0; f < batch.fields(); f++) {
      if (!isEqual((byte[]) values.get(f), batch, row, f)) {
        differing.add(f);
      }
    }
    byte[] timestamp = (byte[]) values.get(0);
    return new Stored(timestamp != null, micros(timestamp), differing);
  }

  private static boolean isEqual(byte[] stored, HashBatch batch, int row, int field) {
    int start = batch.start(row, field);
    return stored != null
        && Arrays.equals(
            stored, 0, stored.length, batch.array(), start, start + batch.length(row, field));
  }

  /** The time that bytes say; null for none. */
  static Long micros(byte[] timestamp) {
    try {
      return timestamp == null ? null : (Long) EventTimestamp.decodeMicros(timestamp);
    } catch (UserException e) {
      return null;
    }
  }
}
