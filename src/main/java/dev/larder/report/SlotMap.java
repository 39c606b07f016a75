package dev.larder.report;

import dev.larder.report.Markup.Element;
import dev.larder.report.Materialization.Shard;
import dev.larder.report.Materialization.SlotRange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing of which shard serves which hash slots: a line for each shard. */
final class SlotMap {
  private static final int SLOTS = 16_384;
  private static final double LEFT = 6;
  private static final double WIDTH = 748;
  private static final double LINE = 34;
  private static final double BAR = 12;
  private static final int TICKS = 4;

  private SlotMap() {}

  static Element of(List<Shard> shards) {
    Drawing drawing = new Drawing();
    double height = LINE * shards.size();
    for (int tick = 0; tick <= TICKS; tick++) {
      int slot = tick * SLOTS / TICKS;
      drawing.line(x(slot), 0, x(slot), height + 4, "tick");
      String anchor = tick == 0 ? "start" : tick == TICKS ? "end" : "middle";
      drawing.text(x(slot), height + 16, anchor, "", Integer.toString(slot));
    }
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      double top = LINE * i;
      drawing.text(LEFT + 4, top + 13, "start", "now-label", described(shard));
      drawing.area(LEFT, top + 18, WIDTH, BAR, "slots-all");
      for (SlotRange range : shard.slots()) {
        drawing.area(
            x(range.first()), top + 18, x(range.last() + 1) - x(range.first()), BAR, "slots");
      }
    }
    return drawing
        .toElement(
            WIDTH + 2 * LEFT,
            height + 22,
            "Hash slots of each shard",
            shards.stream().map(SlotMap::described).collect(Collectors.joining("; ")),
            "slot-map")
        .with("class", "time-line");
  }

  private static double x(int slot) {
    return LEFT + WIDTH * slot / SLOTS;
  }

  private static String described(Shard shard) {
    int count = shard.slots().stream().mapToInt(r -> r.last() - r.first() + 1).sum();
    String ranges =
        shard.slots().size() > 4
            ? shard.slots().size() + " ranges"
            : shard.slots().stream()
                .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + "–" + r.last())
                .collect(Collectors.joining(", "));
    return String.format(Locale.ROOT, "%s: %,d slots (%s)", shard.name(), count, ranges);
  }
}
