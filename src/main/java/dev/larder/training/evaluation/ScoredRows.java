package dev.larder.training.evaluation;

import java.util.List;

/** The columns of rows that a model has scored. */
public final class ScoredRows {
  /** The part that a row is in: one of {@link #PARTS}. */
  public static final String SPLIT = "split";

  public static final String ROW_ID = "row_id";

  /** A timestamp, not null. */
  public static final String EVENT_TIMESTAMP = "event_timestamp";

  /** 0 or 1, of any type of number. */
  public static final String LABEL = "label";

  /** The model's answer, a double. */
  public static final String PROBABILITY = "probability";

  /** A struct with all inputs, by their own names and types. */
  public static final String INPUTS = "inputs";

  /** A struct with the columns that applicants are grouped by. */
  public static final String SEGMENTS = "segments";

  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  /** All parts, in their order. */
  public static final List<String> PARTS = List.of(TRAIN, VALIDATION, TEST);

  private ScoredRows() {}
}
