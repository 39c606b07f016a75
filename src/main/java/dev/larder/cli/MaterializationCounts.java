package dev.larder.cli;

import dev.larder.materialization.ViewResult;
import dev.larder.online.NodeCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counts of a materialization as the result file has them. */
final class MaterializationCounts {
  private MaterializationCounts() {}

  /** All views together, and each of them. */
  static Map<String, Object> of(List<ViewResult> results) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("read", results.stream().mapToLong(ViewResult::read).sum());
    counts.put("without_key", results.stream().mapToLong(ViewResult::withoutKey).sum());
    put(
        counts,
        results.stream()
            .map(result -> result.writes().total())
            .reduce(NodeCounts.NONE, NodeCounts::plus));
    Map<String, Object> byView = new LinkedHashMap<>();
    results.forEach(result -> byView.put(result.window().view().name(), of(result)));
    counts.put("feature_views", byView);
    return counts;
  }

  private static Map<String, Object> of(ViewResult result) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("start", result.window().start().toString());
    counts.put("end", result.window().end().toString());
    counts.put("up_to_date", result.upToDate());
    counts.put("read", result.read());
    counts.put("without_key", result.withoutKey());
    result.late().ifPresent(late -> counts.put("late", late));
    put(counts, result.writes().total());
    Map<String, Object> shards = new LinkedHashMap<>();
    result
        .writes()
        .byNode()
        .forEach(
            (node, ofNode) -> {
              Map<String, Object> shard = new LinkedHashMap<>();
              put(shard, ofNode);
              shards.put(node.toString(), shard);
            });
    counts.put("shards", shards);
    return counts;
  }

  private static void put(Map<String, Object> counts, NodeCounts writes) {
    counts.put("written", writes.written());
    counts.put("skipped", writes.skipped());
    counts.put("retried", writes.retried());
    counts.put("bytes", writes.bytes());
    counts.put("unreplicated", writes.unreplicated());
  }
}
