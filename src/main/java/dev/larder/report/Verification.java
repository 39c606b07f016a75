package dev.larder.report;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the online store compares with the offline store. What is sensitive is masked in it.
 *
 * @param project whose online store it is
 * @param registryVersion the registry's version whose definitions and intervals hold
 * @param sample the share of keys that were looked at; 1 for all
 */
public record Verification(
    String project, String registryVersion, double sample, List<View> views) {
  public Verification {
    views = List.copyOf(views);
  }

  /** What is stored for an entity, against the newest row that the source has of it. */
  public enum Verdict {
    MATCH("the same bytes", false),
    STALE("an older row is stored", true),
    NEWER("a newer row is stored, as a stream writes it", false),
    MISMATCH("the same event time, but other bytes", true),
    MISSING("the view has nothing stored of the entity", true),
    EXPIRED("the same, and key_ttl_seconds may have removed it", false),
    EXTRA("stored, but of no source row in the intervals", false);

    private final String meaning;
    private final boolean wrong;

    Verdict(String meaning, boolean wrong) {
      this.meaning = meaning;
      this.wrong = wrong;
    }

    /** In a page, and in a file. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** In words, without a full stop. */
    public String meaning() {
      return meaning;
    }

    /** Whether readers get what they should not, until it is repaired. */
    public boolean isWrong() {
      return wrong;
    }
  }

  /**
   * A view.
   *
   * @param intervals that were recorded, as they are verified: merged, in their order
   * @param rows of the source in the intervals
   * @param withoutKey of these, rows in which a join key is null; they are left out
   * @param counts of entities, for every verdict
   * @param repaired entities that were wrong and were written
   * @param deleted extra entities whose values were removed
   * @param kept extra entities that were to be removed and were not: newer than the intervals, or
   *     written meanwhile
   * @param examples at most ten for each verdict but {@code MATCH}
   */
  public record View(
      String name,
      List<String> joinKeys,
      List<Interval> intervals,
      long rows,
      long withoutKey,
      Map<Verdict, Long> counts,
      long repaired,
      long deleted,
      long kept,
      List<Example> examples) {
    public View {
      joinKeys = List.copyOf(joinKeys);
      intervals = List.copyOf(intervals);
      Map<Verdict, Long> all = new EnumMap<>(Verdict.class);
      for (Verdict verdict : Verdict.values()) {
        all.put(verdict, counts.getOrDefault(verdict, 0L));
      }
      counts = Collections.unmodifiableMap(all);
      examples = List.copyOf(examples);
    }

    /** Entities that the source has. */
    public long entities() {
      return counts.entrySet().stream()
          .filter(e -> e.getKey() != Verdict.EXTRA)
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    /** Entities that were wrong, and still are where they were not repaired. */
    public long wrong() {
      return counts.entrySet().stream()
          .filter(e -> e.getKey().isWrong())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  /** Event times, both ends included. */
  public record Interval(Instant start, Instant end) {}

  /**
   * An entity.
   *
   * @param key the values of its join keys, masked where they are sensitive; empty without entities
   * @param slot of its hash
   * @param master who serves it, {@code host:port}
   * @param stored the stored event time; null where there is none, or none that can be read
   * @param source the event time of the source's newest row; null where it has none
   * @param differing features whose bytes differ, of a {@code MISMATCH}
   */
  public record Example(
      Verdict verdict,
      String key,
      int slot,
      String master,
      Instant stored,
      Instant source,
      List<String> differing) {
    public Example {
      differing = List.copyOf(differing);
    }
  }
}
