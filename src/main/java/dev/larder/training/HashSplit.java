package dev.larder.training;

import dev.larder.training.config.ModelConfig.Split;
import dev.larder.training.evaluation.ScoredRows;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A split at random, which is the same at each run: by the hash of a column, so that rows with the
 * same value stay together.
 */
record HashSplit(Split split, String column) implements RowSplit {
  private static final int STEPS = 1_000_000;

  @Override
  public Column part() {
    Column place = bucket(functions.col(column), split.seed(), STEPS);
    return functions
        .when(place.lt(split.train() * STEPS), ScoredRows.TRAIN)
        .when(place.lt((split.train() + split.validation()) * STEPS), ScoredRows.VALIDATION)
        .otherwise(ScoredRows.TEST);
  }

  @Override
  public Map<String, String> description() {
    return Map.of(
        "split_by",
        split.by().name().toLowerCase(Locale.ROOT),
        "seed",
        Long.toString(split.seed()));
  }

  /** One of so many buckets, from 0 on, by a value's hash. */
  static Column bucket(Column value, long seed, int buckets) {
    return functions.pmod(functions.xxhash64(functions.lit(seed), value), functions.lit(buckets));
  }
}
