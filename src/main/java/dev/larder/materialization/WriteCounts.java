package dev.larder.materialization;

import dev.larder.online.NodeCounts;
import dev.larder.online.RedisNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

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
    byNode = Collections.unmodifiableMap(new TreeMap<>(byNode));
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
