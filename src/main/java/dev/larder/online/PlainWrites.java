package dev.larder.online;

import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** Writes rows whatever is stored. */
final class PlainWrites implements ExistingHashes {
  @Override
  public void write(NodeRows at, List<Integer> rows) {
    rows.forEach(at.pipeline()::write);
    List<Object> replies = at.pipeline().exchange();
    int step = at.pipeline().repliesOfWrite();
    for (int i = 0; i < rows.size(); i++) {
      List<Object> ofRow = replies.subList(i * step, (i + 1) * step);
      Object error =
          ofRow.stream().filter(JedisDataException.class::isInstance).findFirst().orElse(null);
      at.settle(rows.get(i), error);
    }
  }
}
