package dev.larder.training;

import dev.larder.training.evaluation.ScoredRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * How often the train part has each text of one input, and with which labels, in each of {@link
 * #FOLDS} folds.
 *
 * @param texts the most frequent ones, in alphabetical order
 * @param missing of the rows without a text
 * @param others of the rows with a text that is too rare to be listed
 * @param complete whether all texts are listed
 */
record TextCounts(SortedMap<String, Tally> texts, Tally missing, Tally others, boolean complete) {
  static final int FOLDS = 5;

  /** The texts of one input that a driver holds and a model file has at most. */
  static final int MOST_TEXTS = 10_000;

  private static final String COLUMN = "column";
  private static final String TEXT = "text";
  private static final String RANK = "rank";

  /**
   * Counts of each fold.
   *
   * @param positives those of the rows with label 1
   */
  record Tally(long[] rows, long[] positives) {
    static Tally none() {
      return new Tally(new long[FOLDS], new long[FOLDS]);
    }

    /** The counts of both. */
    Tally plus(Tally other) {
      return combined(other, 1);
    }

    private Tally minus(Tally other) {
      return combined(other, -1);
    }

    private Tally combined(Tally other, int sign) {
      return new Tally(
          IntStream.range(0, FOLDS).mapToLong(f -> rows[f] + sign * other.rows[f]).toArray(),
          IntStream.range(0, FOLDS)
              .mapToLong(f -> positives[f] + sign * other.positives[f])
              .toArray());
    }

    /** How many rows there are in all folds, but for one; -1 for none. */
    long rowsWithout(int fold) {
      return without(rows, fold);
    }

    /** As {@link #rowsWithout}, of the positives. */
    long positivesWithout(int fold) {
      return without(positives, fold);
    }

    private static long without(long[] counts, int fold) {
      return Arrays.stream(counts).sum() - (fold < 0 ? 0 : counts[fold]);
    }
  }

  /** The fold of each row, from 0 on. */
  static Column fold(long seed) {
    return HashSplit.bucket(functions.col(ScoredRows.ROW_ID), seed, FOLDS);
  }

  /**
   * The counts of inputs, by their names, found for all of them in one pass.
   *
   * @param fold the fold of each row of the train part
   */
  static Map<String, TextCounts> of(List<String> inputs, Dataset<Row> train, Column fold) {
    Map<String, TextCounts> counts = new LinkedHashMap<>();
    if (inputs.isEmpty()) {
      return counts;
    }
    Column[] tallies = tallies(fold);
    Tally all =
        tally(train.agg(tallies[0], Arrays.copyOfRange(tallies, 1, tallies.length)).first(), 0);
    Map<Integer, List<Row>> found =
        frequent(inputs, train, tallies).collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.getInt(0)));
    for (int i = 0; i < inputs.size(); i++) {
      counts.put(inputs.get(i), of(found.getOrDefault(i, List.of()), all));
    }
    return counts;
  }

  private static TextCounts of(List<Row> rows, Tally all) {
    SortedMap<String, Tally> texts = new TreeMap<>();
    Tally missing = Tally.none();
    Tally others = all;
    for (Row row : rows) {
      Tally tally = tally(row, 2);
      others = others.minus(tally);
      if (row.isNullAt(1)) {
        missing = tally;
      } else {
        texts.put(row.getString(1), tally);
      }
    }
    return new TextCounts(texts, missing, others, others.rowsWithout(-1) == 0);
  }

  /** One row for each input and text, with the tallies. */
  private static Dataset<Row> frequent(List<String> inputs, Dataset<Row> train, Column[] tallies) {
    Column[] texts =
        IntStream.range(0, inputs.size())
            .mapToObj(
                i ->
                    functions.struct(
                        functions.lit(i).as(COLUMN),
                        train.col(ScoredRows.INPUTS).getField(inputs.get(i)).as(TEXT)))
            .toArray(Column[]::new);
    return train
        .withColumn(TEXT, functions.explode(functions.array(texts)))
        .groupBy(
            functions.col(TEXT).getField(COLUMN).as(COLUMN),
            functions.col(TEXT).getField(TEXT).as(TEXT))
        .agg(functions.count("*").as(RANK), tallies)
        .withColumn(
            RANK,
            functions
                .row_number()
                .over(
                    Window.partitionBy(COLUMN).orderBy(functions.desc(RANK), functions.col(TEXT))))
        .where(functions.col(RANK).leq(MOST_TEXTS).or(functions.col(TEXT).isNull()))
        .drop(RANK);
  }

  /** For each fold the rows and the positives. */
  private static Column[] tallies(Column fold) {
    return IntStream.range(0, FOLDS)
        .boxed()
        .flatMap(
            f ->
                Stream.of(
                    functions.count_if(fold.equalTo(f)),
                    functions.count_if(
                        fold.equalTo(f).and(functions.col(ScoredRows.LABEL).equalTo(1)))))
        .toArray(Column[]::new);
  }

  private static Tally tally(Row row, int first) {
    return new Tally(
        IntStream.range(0, FOLDS).mapToLong(f -> row.getLong(first + 2 * f)).toArray(),
        IntStream.range(0, FOLDS).mapToLong(f -> row.getLong(first + 2 * f + 1)).toArray());
  }
}
