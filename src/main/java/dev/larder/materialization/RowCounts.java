package dev.larder.materialization;

import dev.larder.online.NodeCounts;
import dev.larder.online.RedisNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by the server that has their keys.
 *
 * @param byNode in the order of the servers' names
 */
public record RowCounts(Map<RedisNode, Long> byNode) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No rows. */
  public static final RowCounts NONE = new RowCounts(Map.of());

  public RowCounts {
    byNode = Collections.unmodifiableMap(new TreeMap<>(byNode));
  }

  /** Rows of which it is known whether they had to be written. */
  static RowCounts done(Map<RedisNode, NodeCounts> writes) {
    Map<RedisNode, Long> rows = new HashMap<>();
    writes.forEach((node, counts) -> rows.put(node, counts.written() + counts.skipped()));
    return new RowCounts(rows);
  }

  /** Both together. */
  RowCounts plus(RowCounts other) {
    Map<RedisNode, Long> sum = new HashMap<>(byNode);
    other.byNode.forEach((node, rows) -> sum.merge(node, rows, Long::sum));
    return new RowCounts(sum);
  }

  /** All servers together. */
  public long total() {
    return byNode.values().stream().mapToLong(Long::longValue).sum();
  }
}
