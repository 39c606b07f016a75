package dev.larder.training.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Rows counted by the bins of every input and of the score, in one pass over them. */
final class BinCounts {
  /** Stands where an input's name does; no column can have it, since names are not empty. */
  static final String SCORE = "";

  private static final StructType SCHEMA =
      StructType.fromDDL("part string, input string, bin int, rows bigint");

  private final Map<String, Map<String, long[]>> byPart;

  private BinCounts(Map<String, Map<String, long[]>> byPart) {
    this.byPart = byPart;
  }

  /**
   * Counts.
   *
   * @param bins by the inputs' names, and under {@link #SCORE} those of the score
   */
  static BinCounts of(Dataset<Row> rows, Map<String, ValueBins> bins) {
    Map<String, ValueBins> serializable = new LinkedHashMap<>(bins);
    MapPartitionsFunction<Row, Row> count = partition -> count(partition, serializable);
    Map<String, Map<String, long[]>> byPart = new HashMap<>();
    rows.select(ScoredRows.SPLIT, ScoredRows.INPUTS, ScoredRows.PROBABILITY)
        .mapPartitions(count, Encoders.row(SCHEMA))
        .groupBy("part", "input", "bin")
        .agg(functions.sum("rows"))
        .collectAsList()
        .forEach(
            row ->
                byPart.computeIfAbsent(row.getString(0), part -> new HashMap<>())
                        .computeIfAbsent(
                            row.getString(1), input -> new long[bins.get(input).count()])[
                        row.getInt(2)] =
                    row.getLong(3));
    return new BinCounts(byPart);
  }

  private static Iterator<Row> count(Iterator<Row> partition, Map<String, ValueBins> bins) {
    Map<String, Map<String, long[]>> counts = new HashMap<>();
    while (partition.hasNext()) {
      Row row = partition.next();
      Map<String, long[]> part = counts.computeIfAbsent(row.getString(0), p -> empty(bins));
      Row inputs = row.getStruct(1);
      for (Map.Entry<String, ValueBins> input : bins.entrySet()) {
        Object value = input.getKey().equals(SCORE) ? row.get(2) : inputs.getAs(input.getKey());
        part.get(input.getKey())[input.getValue().of(SampleRow.present(value))]++;
      }
    }
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (part, inputs) ->
            inputs.forEach(
                (input, binRows) -> {
                  for (int bin = 0; bin < binRows.length; bin++) {
                    rows.add(RowFactory.create(part, input, bin, binRows[bin]));
                  }
                }));
    return rows.iterator();
  }

  private static Map<String, long[]> empty(Map<String, ValueBins> bins) {
    Map<String, long[]> empty = new HashMap<>();
    bins.forEach((input, inputBins) -> empty.put(input, new long[inputBins.count()]));
    return empty;
  }

  /** The population stability index of an input against the train part; null for an empty part. */
  Double psi(String input, String part) {
    return byPart.containsKey(part) && byPart.containsKey(ScoredRows.TRAIN)
        ? Drift.psi(byPart.get(ScoredRows.TRAIN).get(input), byPart.get(part).get(input))
        : null;
  }

  /** The share of an input's values that are missing in a part that has rows. */
  double missing(String input, String part) {
    long[] counts = byPart.get(part).get(input);
    long rows = 0;
    for (long count : counts) {
      rows += count;
    }
    return (double) counts[ValueBins.MISSING] / rows;
  }
}
