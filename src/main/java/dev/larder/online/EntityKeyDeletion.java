package dev.larder.online;

import dev.larder.UserException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes the hashes of one project and one set of join keys. Feast deletes whatever ends in the
 * project's name, and so also what a project {@code nonprod} keeps where {@code prod} is torn down;
 * here a key must be one that the encoder could have written, from its first byte to its last.
 */
public final class EntityKeyDeletion {
  private final RedisClient client;

  public EntityKeyDeletion(RedisClient client) {
    this.client = client;
  }

  /**
   * Walks over all masters. Keys of a slot that moves meanwhile may be missed.
   *
   * @return how many hashes were deleted
   * @throws UserException where a master does not answer
   */
  public long deleteAll(EntityKeyEncoder keys) {
    AtomicLong deleted = new AtomicLong();
    for (RedisClient.Master master : client.masters()) {
      client.scan(master, keys.scanPattern(), page -> deleted.addAndGet(delete(keys, page)));
    }
    return deleted.get();
  }

  private long delete(EntityKeyEncoder keys, List<byte[]> candidates) {
    List<RedisCommand> commands =
        candidates.stream()
            .filter(key -> keys.decode(key).isPresent())
            .map(RedisCommand::unlink)
            .toList();
    return client.execute(commands).stream().mapToLong(reply -> (Long) reply).sum();
  }
}
