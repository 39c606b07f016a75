package dev.larder.serving;

import dev.larder.feature.FeatureViewProjection;
import dev.larder.feature.Field;
import java.time.Duration;
import java.time.Instant;

/**
 * One feature of one entity row, as the online store has it.
 *
 * @param value of the stored type's Java type: {@code byte[]}, String, Integer, Long, Double,
 *     Float, Boolean, Long seconds, or a list of them; null for none
 * @param eventTimestamp when it was true; null where the view was never materialized for this
 *     entity
 * @param answered whether its server did in time; where not, there is neither value nor time
 */
public record FeatureValue(
    FeatureViewProjection projection,
    Field feature,
    Object value,
    Instant eventTimestamp,
    boolean answered) {

  /** What there is to say of a value at some moment; the first four are Feast's. */
  public enum Status {
    PRESENT,
    NULL_VALUE,
    /** The entity has no values in the view, or none that were known by then. */
    NOT_FOUND,
    /** The values are older than the view's ttl. */
    OUTSIDE_MAX_AGE,
    UNANSWERED
  }

  /** One whose server answered. */
  public FeatureValue(
      FeatureViewProjection projection, Field feature, Object value, Instant eventTimestamp) {
    this(projection, feature, value, eventTimestamp, true);
  }

  /**
   * Its status as a training set would have it: counted are values whose event time lies neither
   * after the moment nor further back than the view's ttl.
   */
  public Status statusAt(Instant moment) {
    if (!answered) {
      return Status.UNANSWERED;
    }
    if (eventTimestamp == null || eventTimestamp.isAfter(moment)) {
      return Status.NOT_FOUND;
    }
    Duration ttl = projection.view().ttl();
    if (!ttl.isZero() && Duration.between(eventTimestamp, moment).compareTo(ttl) > 0) {
      return Status.OUTSIDE_MAX_AGE;
    }
    return value == null ? Status.NULL_VALUE : Status.PRESENT;
  }

  /** {@code view:feature}, or {@code alias:feature}. */
  public String reference() {
    return projection.nameToUse() + ":" + feature.name();
  }
}
