package dev.larder.training.evaluation;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;

import dev.larder.report.ModelCard.Month;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The default rate by month, as it was and as it is predicted. */
final class Months {
  private Months() {}

  /** By month, then in the order of the parts; without months that have no rows. */
  static List<Month> of(Dataset<Row> rows) {
    return rows
        .groupBy(date_format(col(ScoredRows.EVENT_TIMESTAMP), "yyyy-MM"), col(ScoredRows.SPLIT))
        .agg(count(lit(1)), avg(ScoredRows.LABEL), avg(ScoredRows.PROBABILITY))
        .collectAsList()
        .stream()
        .map(
            row ->
                new Month(
                    YearMonth.parse(row.getString(0)),
                    row.getString(1),
                    row.getLong(2),
                    row.getDouble(3),
                    row.getDouble(4)))
        .sorted(
            Comparator.comparing(Month::month)
                .thenComparing(month -> ScoredRows.PARTS.indexOf(month.part())))
        .toList();
  }
}
