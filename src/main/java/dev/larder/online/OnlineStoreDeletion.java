package dev.larder.online;

import dev.larder.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Deletes what one project holds under one set of join keys. Feast deletes whatever ends in the
 * project's name, and so also what a project {@code nonprod} keeps where {@code prod} is torn down;
 * here a key must be one that the encoder could have written, from its first byte to its last.
 *
 * <p>Each deletion walks over all masters. Keys of a slot that moves meanwhile may be missed.
 */
public final class OnlineStoreDeletion {
  private final RedisClient client;

  public OnlineStoreDeletion(RedisClient client) {
    this.client = client;
  }

  /**
   * Deletes the hashes.
   *
   * @return how many
   * @throws UserException where a master does not answer
   */
  public long deleteAll(EntityKeyEncoder keys) {
    return overPages(keys, page -> sum(page.stream().map(RedisCommand::unlink).toList()));
  }

  /**
   * Deletes one view's fields, and all fields of a hash that holds no other view: a hash without
   * fields is none. A hash is not unlinked, for another view may be written to it after its fields
   * were listed.
   *
   * @param view all its fields
   * @return how many hashes held the view
   * @throws UserException where a master does not answer; some hashes may be done by then
   */
  public long deleteView(EntityKeyEncoder keys, FeatureFields view) {
    return overPages(keys, page -> deleteFrom(page, view));
  }

  /**
   * The hash of an entity.
   *
   * @param eventMicros the stored event time of a view; null where it cannot be read
   */
  public record Seen(byte[] key, Long eventMicros) {}

  /**
   * As {@link #deleteView(EntityKeyEncoder, FeatureFields)}, but of these hashes, and of them only
   * where the view's event time still is what was seen: else somebody has written it since. The
   * look comes right before the deletion, not at one stroke with it.
   *
   * @return how many hashes held the view
   * @throws UserException where a master does not answer; some hashes may be done by then
   */
  public long deleteView(List<Seen> seen, FeatureFields view) {
    List<Object> replies =
        client.execute(
            seen.stream().map(s -> RedisCommand.hmget(s.key(), view.timestamp())).toList());
    List<byte[]> unchanged = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      byte[] timestamp = (byte[]) ((List<?>) replies.get(i)).get(0);
      if (Objects.equals(HashComparison.micros(timestamp), seen.get(i).eventMicros())) {
        unchanged.add(seen.get(i).key());
      }
    }
    return deleteFrom(unchanged, view);
  }

  private long deleteFrom(List<byte[]> keys, FeatureFields view) {
    List<Object> replies = client.execute(keys.stream().map(RedisCommand::hkeys).toList());
    List<RedisCommand> deletions = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      List<byte[]> stored =
          ((List<?>) replies.get(i)).stream().map(field -> (byte[]) field).toList();
      if (holds(stored, view)) {
        deletions.add(RedisCommand.hdel(keys.get(i), deleted(stored, view)));
      }
    }
    return client.execute(deletions).stream().filter(removed -> (Long) removed > 0).count();
  }

  private static boolean holds(List<byte[]> stored, FeatureFields view) {
    return stored.stream().anyMatch(field -> Arrays.equals(field, view.timestamp()));
  }

  private static byte[][] deleted(List<byte[]> stored, FeatureFields view) {
    boolean alone = stored.stream().filter(FeatureFields::isTimestamp).count() == 1;
    return alone ? stored.toArray(byte[][]::new) : view.all();
  }

  private long overPages(EntityKeyEncoder keys, ToLongFunction<List<byte[]>> deletion) {
    long[] deleted = {0};
    for (RedisClient.Master master : client.masters()) {
      client.scan(
          master,
          keys.scanPattern(),
          page ->
              deleted[0] +=
                  deletion.applyAsLong(
                      page.stream().filter(key -> keys.decode(key).isPresent()).toList()));
    }
    return deleted[0];
  }

  private long sum(List<RedisCommand> commands) {
    return client.execute(commands).stream().mapToLong(reply -> (Long) reply).sum();
  }
}
