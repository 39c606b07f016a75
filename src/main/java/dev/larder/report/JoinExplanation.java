package dev.larder.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a point-in-time join decided for some rows of a training set. What is sensitive is masked in
 * it already.
 *
 * @param rows how many rows the training set has
 * @param start the least time of those rows
 * @param end the greatest time of those rows
 * @param createdByThen whether feature rows counted only from their created time on
 * @param contentHash of the training set
 * @param views in the order of the request
 * @param entityRows the rows that are explained, in the order of the page
 */
public record JoinExplanation(
    long rows,
    Instant start,
    Instant end,
    boolean createdByThen,
    String contentHash,
    List<View> views,
    List<EntityRow> entityRows) {
  public JoinExplanation {
    views = List.copyOf(views);
    entityRows = List.copyOf(entityRows);
  }

  /**
   * A feature view of the request, and what became of it in all rows of the training set.
   *
   * @param name its own, or its alias
   * @param joinKeys columns of the entity rows
   * @param ttl {@link Duration#ZERO} for no limit
   */
  public record View(
      String name, List<String> joinKeys, Duration ttl, long matched, long expired, long missing) {
    public View {
      joinKeys = List.copyOf(joinKeys);
    }
  }

  /**
   * A column's value.
   *
   * @param text as people read it; null for null
   */
  public record Value(String name, String text) {}

  /**
   * A row that features were joined onto.
   *
   * @param time null where it has none
   * @param columns what it came with, but for the time
   * @param decisions one for each view, in their order
   */
  public record EntityRow(Instant time, List<Value> columns, List<Decision> decisions) {
    public EntityRow {
      columns = List.copyOf(columns);
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * What the join found of one view for one row.
   *
   * @param keys by which it looked, under the names of the entity rows' columns
   * @param validFrom the least event time that the ttl allows; null for no limit, and where the row
   *     has no time
   * @param candidates feature rows with these keys, from the oldest to the newest; not all of them
   *     where there are very many
   * @param left how many candidates are left out
   * @param features the values of the chosen candidate; empty where there is none
   */
  public record Decision(
      List<Value> keys,
      Instant validFrom,
      Outcome outcome,
      List<Candidate> candidates,
      long left,
      List<Value> features) {
    public Decision {
      keys = List.copyOf(keys);
      candidates = List.copyOf(candidates);
      features = List.copyOf(features);
    }

    /** Where the chosen candidate stands among the others; -1 where none is chosen. */
    int chosen() {
      return candidates.stream().map(Candidate::verdict).toList().indexOf(Verdict.CHOSEN);
    }
  }

  /**
   * A feature row that the join might have taken.
   *
   * @param createdTime null where it has none
   */
  public record Candidate(Instant eventTime, Instant createdTime, Verdict verdict) {}

  /** What a view gave to a row, as training sets count it. */
  public enum Outcome {
    /** Its features. */
    MATCHED("matched"),
    /** Nothing, since the newest candidate is older than the ttl. */
    EXPIRED("expired"),
    /** Nothing, since there is no candidate that old. */
    MISSING("missing");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Why a candidate was chosen or refused. */
  public enum Verdict {
    CHOSEN("chosen", "the newest that the row may see"),
    FUTURE("future", "its event is after the row’s time"),
    NOT_YET_CREATED("not yet created", "it was written down after the row’s time"),
    EXPIRED("expired", "its event is older than the ttl"),
    OLDER_CREATED("older created time", "the same event was written down again later"),
    TIE("tie, smaller by value", "both times are equal; the greater values count"),
    SUPERSEDED("superseded", "a newer event is known");

    private final String label;
    private final String meaning;

    Verdict(String label, String meaning) {
      this.label = label;
      this.meaning = meaning;
    }

    String label() {
      return label;
    }

    String meaning() {
      return meaning;
    }
  }
}
