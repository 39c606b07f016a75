package dev.larder.materialization;

import dev.larder.online.NodeCounts;
import dev.larder.online.RedisNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What writers did at each server.
 *
 * @param byNode in the order of the servers' names
 * @param late written rows that an earlier run could have seen, as {@link ViewResult#late}
 */
public record WriteCounts(Map<RedisNode, NodeCounts> byNode, long late) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing done. */
  public static final WriteCounts NONE = new WriteCounts(Map.of(), 0);

  public WriteCounts {
    Map<RedisNode, NodeCounts> sorted = new LinkedHashMap<>();
    byNode.entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().toString()))
        .forEach(e -> sorted.put(e.getKey(), e.getValue()));
    byNode = Collections.unmodifiableMap(sorted);
  }

  /** Both together. */
  public WriteCounts plus(WriteCounts other) {
    Map<RedisNode, NodeCounts> sum = new HashMap<>(byNode);
    other.byNode.forEach((node, counts) -> sum.merge(node, counts, NodeCounts::plus));
    return new WriteCounts(sum, late + other.late);
  }

  /** All servers together. */
  public NodeCounts total() {
    return byNode.values().stream().reduce(NodeCounts.NONE, NodeCounts::plus);
  }
}
