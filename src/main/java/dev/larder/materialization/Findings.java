package dev.larder.materialization;

import dev.larder.report.Verification.Verdict;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What tasks found of a view's entities, and did about it. Grows; for one thread. */
final class Findings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of each verdict. */
  private static final int EXAMPLES = 10;

  /**
   * An entity.
   *
   * @param key of its hash
   * @param master who serves it
   * @param storedMicros null where there is none, or none that can be read
   * @param sourceMicros null where the source has none
   * @param differing the features whose bytes differ, by their place
   */
  record Example(
      Verdict verdict,
      byte[] key,
      int slot,
      String master,
      Long storedMicros,
      Long sourceMicros,
      List<Integer> differing)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
  private final Map<Verdict, List<Example>> examples = new EnumMap<>(Verdict.class);
  private long repaired;
  private long deleted;
  private long kept;

  void count(Verdict verdict) {
    counts.merge(verdict, 1L, Long::sum);
  }

  /** Whether another example of a verdict is wanted. */
  boolean wants(Verdict verdict) {
    return verdict != Verdict.MATCH && examples.getOrDefault(verdict, List.of()).size() < EXAMPLES;
  }

  void add(Example example) {
    examples.computeIfAbsent(example.verdict(), v -> new ArrayList<>()).add(example);
  }

  void repaired(long entities) {
    repaired += entities;
  }

  void deleted(long entities, long keptOnes) {
    deleted += entities;
    kept += keptOnes;
  }

  /** Takes in what another task found. */
  void addAll(Findings other) {
    other.counts.forEach((verdict, count) -> counts.merge(verdict, count, Long::sum));
    other.examples.values().stream()
        .flatMap(List::stream)
        .filter(example -> wants(example.verdict()))
        .forEach(this::add);
    repaired += other.repaired;
    deleted += other.deleted;
    kept += other.kept;
  }

  Map<Verdict, Long> counts() {
    return counts;
  }

  /** In the order of the verdicts. */
  List<Example> examples() {
    return examples.values().stream().flatMap(List::stream).toList();
  }

  long repaired() {
    return repaired;
  }

  long deleted() {
    return deleted;
  }

  long kept() {
    return kept;
  }
}
