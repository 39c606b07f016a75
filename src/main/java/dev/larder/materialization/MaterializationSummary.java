package dev.larder.materialization;

import dev.larder.online.NodeCounts;
import dev.larder.online.RedisClient.Master;
import dev.larder.online.RedisNode;
import dev.larder.registry.MaterializationInterval;
import dev.larder.report.Materialization;
import dev.larder.report.Materialization.Interval;
import dev.larder.report.Materialization.Shard;
import dev.larder.report.Materialization.SlotRange;
import dev.larder.report.Materialization.View;
import dev.larder.report.Materialization.Writes;
import java.util.ArrayList;
import java.util.List;

/** The results of a run as a page tells them. */
final class MaterializationSummary {
  private MaterializationSummary() {}

  /**
   * A summary.
   *
   * @param masters by their lowest slot
   */
  static Materialization of(String project, List<Master> masters, List<ViewResult> results) {
    return new Materialization(
        project,
        masters.stream()
            .map(master -> new Shard(master.node().toString(), ranges(master.slots())))
            .toList(),
        results.stream().map(MaterializationSummary::view).toList());
  }

  private static List<SlotRange> ranges(int[] slots) {
    List<SlotRange> ranges = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= slots.length; i++) {
      if (i == slots.length || slots[i] != slots[i - 1] + 1) {
        ranges.add(new SlotRange(slots[first], slots[i - 1]));
        first = i;
      }
    }
    return ranges;
  }

  private static View view(ViewResult result) {
    MaterializationWindow window = result.window();
    return new View(
        window.view().name(),
        new Interval(window.start(), window.end()),
        intervals(result.before()),
        intervals(result.after()),
        result.read(),
        result.withoutKey(),
        result.writes().byNode().entrySet().stream()
            .map(e -> writes(e.getKey(), e.getValue()))
            .toList());
  }

  private static List<Interval> intervals(List<MaterializationInterval> intervals) {
    return intervals.stream().map(i -> new Interval(i.start(), i.end())).toList();
  }

  private static Writes writes(RedisNode node, NodeCounts counts) {
    return new Writes(
        node.toString(),
        counts.written(),
        counts.skipped(),
        counts.retried(),
        counts.bytes(),
        counts.unreplicated());
  }
}
