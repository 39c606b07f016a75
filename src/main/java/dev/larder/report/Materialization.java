package dev.larder.report;

import java.time.Instant;
import java.util.List;

/**
 * What a materialization did.
 *
 * @param project whose online store it is
 * @param shards the masters that slots were planned for, by their lowest slot
 */
public record Materialization(String project, List<Shard> shards, List<View> views) {
  public Materialization {
    shards = List.copyOf(shards);
    views = List.copyOf(views);
  }

  /**
   * A master.
   *
   * @param name {@code host:port}
   */
  public record Shard(String name, List<SlotRange> slots) {
    public Shard {
      slots = List.copyOf(slots);
    }
  }

  /** Slots next to each other, both ends included. */
  public record SlotRange(int first, int last) {}

  /** Event times, both ends included. */
  public record Interval(Instant start, Instant end) {}

  /**
   * What was done at one server.
   *
   * @param shard {@code host:port}; one that is none of the planned where slots have moved
   * @param written entities whose write was acknowledged
   * @param skipped entities that had nothing newer than what is stored
   * @param retried rows that had to be sent again, each time
   * @param bytes sent
   * @param unreplicated written entities that fewer replicas have than were asked for
   */
  public record Writes(
      String shard, long written, long skipped, long retried, long bytes, long unreplicated) {}

  /**
   * A view.
   *
   * @param window of event times that were read
   * @param before the recorded intervals before the run
   * @param after those after it
   * @param rows of the window
   * @param withoutKey of these, rows in which a join key is null; they are left out
   */
  public record View(
      String name,
      Interval window,
      List<Interval> before,
      List<Interval> after,
      long rows,
      long withoutKey,
      List<Writes> writes) {
    public View {
      before = List.copyOf(before);
      after = List.copyOf(after);
      writes = List.copyOf(writes);
    }

    /** What was done at all servers together, under no name. */
    public Writes total() {
      return writes.stream()
          .reduce(
              new Writes("", 0, 0, 0, 0, 0),
              (a, b) ->
                  new Writes(
                      "",
                      a.written() + b.written(),
                      a.skipped() + b.skipped(),
                      a.retried() + b.retried(),
                      a.bytes() + b.bytes(),
                      a.unreplicated() + b.unreplicated()));
    }
  }
}
