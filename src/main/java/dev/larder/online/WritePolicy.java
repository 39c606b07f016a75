package dev.larder.online;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a {@link HashWriter} writes.
 *
 * @param timeout to connect, and for each reply
 * @param deadline for rows that get no further: a success begins it again
 * @param pipelineDepth rows sent to one server before their replies are read
 * @param rule which rows are written
 * @param keyTtlSeconds how long a hash lives after a write; 0 for ever
 * @param replicas how many replicas must have a row, where a master has as many
 * @param maxRowsPerSecond of this writer; 0 for no limit
 */
public record WritePolicy(
    Duration timeout,
    Duration deadline,
    int pipelineDepth,
    Rule rule,
    long keyTtlSeconds,
    int replicas,
    double maxRowsPerSecond)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Which rows replace stored values. A stored event time of 0, or none, is older than any. */
  public enum Rule {
    /** Those with a later event time, as in Feast. */
    NEWER,
    /** Also those with the same: for corrections, and for features that were added later. */
    NOT_OLDER,
    /** All, as with Feast's {@code skip_dedup}. */
    ALWAYS;

    /** Whether a row is written over what is stored. */
    public boolean replaces(long storedMicros, long micros) {
      return switch (this) {
        case NEWER -> storedMicros <= 0 || micros > storedMicros;
        case NOT_OLDER -> storedMicros <= 0 || micros >= storedMicros;
        case ALWAYS -> true;
      };
    }
  }
}
