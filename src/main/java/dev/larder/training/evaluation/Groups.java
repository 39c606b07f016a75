package dev.larder.training.evaluation;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.larder.report.ModelCard.Rates;
import dev.larder.report.ModelCard.Segment;
import dev.larder.report.ModelCard.Segmentation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What becomes of groups of applicants. Groups beyond the {@value #MOST} largest, and those of
 * fewer than {@value #FEWEST} rows, which might tell of single persons, are put together.
 *
 * <p>The adverse impact ratio is that of the four-fifths rule (Uniform Guidelines on Employee
 * Selection Procedures, 29 CFR 1607.4 D): the approval rate of a group, divided by that of the most
 * approved group. A group counts for it from {@value #LEAST_SHARE} of a part's rows on, as in those
 * guidelines (1607.15 A), and from {@value #LEAST_ROWS} rows.
 */
final class Groups {
  static final String MISSING = "missing";
  static final String OTHERS = "all others";

  private static final int MOST = 20;
  private static final long FEWEST = 10;
  private static final double LEAST_SHARE = 0.02;
  private static final long LEAST_ROWS = 30;

  private final Dataset<Row> rows;
  private final double threshold;

  Groups(Dataset<Row> rows, double threshold) {
    this.rows = rows;
    this.threshold = threshold;
  }

  /** Sums over the rows of a group in one part. */
  private record Sums(
      long rows, long positives, double probabilities, long rejected, long rejectedPositives) {
    Sums plus(Sums other) {
      return new Sums(
          rows + other.rows,
          positives + other.positives,
          probabilities + other.probabilities,
          rejected + other.rejected,
          rejectedPositives + other.rejectedPositives);
    }

    double approvalRate() {
      return (double) (rows - rejected) / rows;
    }

    Rates rates(Double best, boolean isLarge) {
      long negatives = rows - positives;
      return new Rates(
          rows,
          (double) positives / rows,
          probabilities / rows,
          approvalRate(),
          negatives == 0 ? null : (double) (rejected - rejectedPositives) / negatives,
          positives == 0 ? null : (double) (positives - rejectedPositives) / positives,
          isLarge && best != null && best > 0 ? approvalRate() / best : null);
    }
  }

  /** The groups of a column, in the order of the cuts, else the largest first. */
  Segmentation by(Grouping grouping) {
    Map<String, Map<String, Sums>> groups = together(sums(grouping));
    Map<String, Long> partRows = new LinkedHashMap<>();
    Map<String, Double> best = new LinkedHashMap<>();
    groups
        .values()
        .forEach(parts -> parts.forEach((part, s) -> partRows.merge(part, s.rows(), Long::sum)));
    groups.forEach(
        (group, parts) ->
            parts.forEach(
                (part, s) -> {
                  if (isLarge(group, s, partRows.get(part))) {
                    best.merge(part, s.approvalRate(), Math::max);
                  }
                }));
    List<Segment> segments = new ArrayList<>();
    groups.forEach(
        (group, parts) -> {
          Map<String, Rates> rates = new LinkedHashMap<>();
          for (String part : ScoredRows.PARTS) {
            if (parts.containsKey(part)) {
              Sums s = parts.get(part);
              rates.put(part, s.rates(best.get(part), isLarge(group, s, partRows.get(part))));
            }
          }
          segments.add(new Segment(group, rates));
        });
    segments.sort(order(grouping));
    return new Segmentation(grouping.column(), grouping.isProtected(), segments);
  }

  /** What is missing, or put together, is no group that could be treated worse than another. */
  private static boolean isLarge(String group, Sums sums, long partRows) {
    return !group.equals(MISSING)
        && !group.equals(OTHERS)
        && sums.rows() >= LEAST_ROWS
        && sums.rows() >= LEAST_SHARE * partRows;
  }

  private Map<String, Map<String, Sums>> sums(Grouping grouping) {
    Column rejected = col(ScoredRows.PROBABILITY).geq(threshold);
    Column label = col(ScoredRows.LABEL).cast("bigint");
    Map<String, Map<String, Sums>> groups = new TreeMap<>();
    rows.groupBy(group(grouping), col(ScoredRows.SPLIT))
        .agg(
            count(lit(1)),
            sum(label),
            sum(ScoredRows.PROBABILITY),
            sum(when(rejected, 1L).otherwise(0L)),
            sum(when(rejected, label).otherwise(0L)))
        .collectAsList()
        .forEach(
            row ->
                groups
                    .computeIfAbsent(row.getString(0), group -> new TreeMap<>())
                    .put(
                        row.getString(1),
                        new Sums(
                            row.getLong(2),
                            row.getLong(3),
                            row.getDouble(4),
                            row.getLong(5),
                            row.getLong(6))));
    return groups;
  }

  private Column group(Grouping grouping) {
    Column value = col(ScoredRows.SEGMENTS).getField(grouping.column());
    if (grouping.cuts().isEmpty()) {
      return coalesce(value.cast("string"), lit(MISSING));
    }
    Column group = when(value.isNull().or(value.cast("double").isNaN()), MISSING);
    List<String> names = names(grouping.cuts());
    for (int cut = 0; cut < grouping.cuts().size(); cut++) {
      group = group.when(value.lt(grouping.cuts().get(cut)), names.get(cut));
    }
    return group.otherwise(names.get(names.size() - 1));
  }

  private static List<String> names(List<Double> cuts) {
    List<String> names = new ArrayList<>();
    for (int cut = 0; cut <= cuts.size(); cut++) {
      names.add(
          cut == 0
              ? "below " + number(cuts.get(0))
              : cut == cuts.size()
                  ? number(cuts.get(cut - 1)) + " and above"
                  : number(cuts.get(cut - 1)) + " to below " + number(cuts.get(cut)));
    }
    return names;
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static Map<String, Map<String, Sums>> together(Map<String, Map<String, Sums>> groups) {
    List<String> kept =
        groups.keySet().stream()
            .filter(group -> all(groups.get(group)) >= FEWEST)
            .sorted(
                Comparator.comparingLong((String group) -> -all(groups.get(group)))
                    .thenComparing(Function.identity()))
            .limit(MOST)
            .toList();
    Map<String, Map<String, Sums>> together = new LinkedHashMap<>();
    kept.forEach(group -> together.put(group, groups.get(group)));
    groups.forEach(
        (group, parts) -> {
          if (!together.containsKey(group)) {
            parts.forEach(
                (part, s) ->
                    together
                        .computeIfAbsent(OTHERS, others -> new TreeMap<>())
                        .merge(part, s, Sums::plus));
          }
        });
    return together;
  }

  private static long all(Map<String, Sums> parts) {
    return parts.values().stream().mapToLong(Sums::rows).sum();
  }

  private static Comparator<Segment> order(Grouping grouping) {
    List<String> names = grouping.cuts().isEmpty() ? List.of() : names(grouping.cuts());
    // Those that no cut names keep their order: the largest first.
    return Comparator.comparingInt(
        segment ->
            segment.group().equals(OTHERS) || segment.group().equals(MISSING)
                ? names.size() + 1
                : names.isEmpty() ? 0 : names.indexOf(segment.group()));
  }
}
