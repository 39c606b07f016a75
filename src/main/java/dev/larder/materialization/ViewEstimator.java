package dev.larder.materialization;

import dev.larder.asof.RowCursor;
import dev.larder.asof.RowTasks;
import dev.larder.online.EventTimestamp;
import dev.larder.online.HashBatch;
import dev.larder.online.HashSize;
import dev.larder.online.RedisClient;
import dev.larder.online.RedisCommand;
import dev.larder.online.RedisNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the rows of a task by server, and looks some of them up: those whose keys have the least
 * hashes. Writes nothing.
 *
 * @param sampleRows about how many rows of the task to look up
 */
record ViewEstimator(OnlineView view, int sampleRows)
    implements RowTasks.Work<HashMap<RedisNode, NodeEstimate>> {
  private static final long serialVersionUID = 1L;

  /** Command pairs a call, so that the replies stay small. */
  private static final int LOOK_UP_ROWS = 1000;

  @Override
  public HashMap<RedisNode, NodeEstimate> run(RowCursor rows) {
    try (RedisClient client = view.client()) {
      client.masters();
      Map<RedisNode, Long> entities = new HashMap<>();
      HashBatch sample = sample(rows, client, entities);
      Map<RedisNode, NodeEstimate> looked = lookUp(sample, client);
      // A server of which no key was looked up is as the others are.
      NodeEstimate all = looked.values().stream().reduce(NodeEstimate.NONE, NodeEstimate::plus);
      HashMap<RedisNode, NodeEstimate> estimates = new HashMap<>();
      entities.forEach(
          (node, count) -> estimates.put(node, looked.getOrDefault(node, all).scaledTo(count)));
      return estimates;
    }
  }

  private HashBatch sample(RowCursor rows, RedisClient client, Map<RedisNode, Long> entities) {
    HashBatch row = view.encoder().newBatch();
    HashBatch sample = view.encoder().newBatch();
    double below = 1;
    while (rows.next()) {
      row.clear();
      view.encoder().append(rows, row);
      entities.merge(client.owner(row.slot(0)), 1L, Long::sum);
      if (KeySample.position(row.key(0)) < below) {
        sample.addFrom(row, 0);
      }
      if (sample.size() >= 2 * sampleRows) {
        below /= 2;
        sample = below(below, sample);
      }
    }
    return sample;
  }

  private HashBatch below(double limit, HashBatch rows) {
    HashBatch kept = view.encoder().newBatch();
    for (int row = 0; row < rows.size(); row++) {
      if (KeySample.position(rows.key(row)) < limit) {
        kept.addFrom(rows, row);
      }
    }
    return kept;
  }

  private Map<RedisNode, NodeEstimate> lookUp(HashBatch sample, RedisClient client) {
    Map<RedisNode, NodeEstimate> estimates = new HashMap<>();
    for (int start = 0; start < sample.size(); start += LOOK_UP_ROWS) {
      int end = Math.min(sample.size(), start + LOOK_UP_ROWS);
      List<RedisCommand> commands = new ArrayList<>();
      for (int row = start; row < end; row++) {
        commands.add(RedisCommand.exists(sample.key(row)));
        commands.add(RedisCommand.hmget(sample.key(row), view.fields().timestamp()));
      }
      List<Object> replies = client.execute(commands);
      for (int row = start; row < end; row++) {
        boolean exists = (Long) replies.get(2 * (row - start)) == 1;
        byte[] stored = (byte[]) ((List<?>) replies.get(2 * (row - start) + 1)).get(0);
        estimates.merge(
            client.owner(sample.slot(row)),
            estimate(sample, row, exists, stored),
            NodeEstimate::plus);
      }
    }
    return estimates;
  }

  /** Of one row. What is replaced by values of the same types takes about the same memory. */
  private NodeEstimate estimate(HashBatch sample, int row, boolean exists, byte[] stored) {
    long bytes = HashSize.payload(view.fields(), sample, row);
    if (stored == null) {
      boolean expires = view.policy().keyTtlSeconds() > 0;
      long memory = HashSize.memory(view.fields(), sample, row, exists, expires);
      return new NodeEstimate(1, 1, 1, 0, 0, bytes, memory);
    }
    long storedMicros = EventTimestamp.storedMicros(stored);
    return view.policy().rule().replaces(storedMicros, sample.eventMicros(row))
        ? new NodeEstimate(1, 1, 0, 1, 0, bytes, 0)
        : new NodeEstimate(1, 1, 0, 0, 1, 0, 0);
  }
}
